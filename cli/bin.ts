#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { openSession } from "../provider/account/open-session";
import { systemClock } from "../provider/clock";
import { main } from "./main";

const { env, stdin, stdout, stderr } = process;

/** A pipe that is read no more (`| head`) is no error. */
const unread = new AbortController();
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  unread.abort();
});

void main(process.argv.slice(2), {
  env,
  input: () => text(stdin),
  hasColours: stdout.isTTY && stderr.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb",
  write: (written) => void stdout.write(written),
  unread: unread.signal,
  say: (said) => void stderr.write(said),
  access: { openSession, clock: systemClock, random: Math.random, interrupted },
}).then((code) => {
  process.exitCode = code;
});

function interrupted(): AbortSignal {
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  return interrupt.signal;
}
