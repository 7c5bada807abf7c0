#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { reportCommand } from "./report/command";

const USAGE = "pulumi-wherobots report --help says more\n";

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name !== "report") {
    process.stderr.write(USAGE);
    return 2;
  }
  return reportCommand(args, {
    cwd: process.cwd(),
    env: process.env,
    stdin: () => text(process.stdin),
    stdout: (said) => process.stdout.write(said),
    stderr: (said) => process.stderr.write(said),
  });
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
