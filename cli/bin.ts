#!/usr/bin/env node
import { main } from "./main";

const { env, stdout, stderr } = process;

/** A pipe that is read no more (`| head`) is no error. */
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void main(process.argv.slice(2), {
  env,
  hasColours: stdout.isTTY && stderr.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
  write: (text) => void stdout.write(text),
  say: (text) => void stderr.write(text),
}).then((code) => {
  process.exitCode = code;
});
