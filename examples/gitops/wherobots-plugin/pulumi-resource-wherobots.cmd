@echo off
rem Starts the provider plugin of pulumi-wherobots with Node.js.
where /q node
if errorlevel 1 (
  echo pulumi-wherobots needs Node.js 20.19 or newer, and found no command node on PATH 1>&2
  exit /b 1
)
node "%~dp0pulumi-resource-wherobots.cjs" %*
