#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { main } from "./main";

const { env, stdin, stdout, stderr } = process;

/** A pipe that is read no more (`| head`) is no error. */
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void main(process.argv.slice(2), {
  env,
  input: () => text(stdin),
  hasColours: stdout.isTTY && stderr.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
  write: (written) => void stdout.write(written),
  say: (said) => void stderr.write(said),
}).then((code) => {
  process.exitCode = code;
});
