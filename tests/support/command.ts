import type { Access, Shell } from "../../cli/command";
import { main } from "../../cli/main";
import { openSession } from "../../provider/account/open-session";
import { systemClock } from "../../provider/clock";

/** What a command line says, and how it ends. */
interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

interface Machine extends Partial<Pick<Shell, "env" | "hasColours" | "unread">> {
  readonly access?: Partial<Access>;
  /** What stands in standard input. */
  readonly stdin?: string;
  /** Told each text that is written. */
  readonly written?: (text: string) => void;
}

/** Carries out a command line in this process. */
export async function command(args: readonly string[], machine: Machine = {}): Promise<Ended> {
  const { shell, out, said } = shellOf(machine);
  const code = await main(args, shell);
  return { code, out: out.join(""), said: said.join("") };
}

/** A shell of this process, and what was written to it. */
export function shellOf({ stdin = "", written, access, ...machine }: Machine = {}): {
  shell: Shell;
  out: readonly string[];
  said: readonly string[];
} {
  const [out, said]: [string[], string[]] = [[], []];
  const signal = new AbortController().signal;
  const shell: Shell = {
    env: {},
    hasColours: false,
    unread: signal,
    input: () => Promise.resolve(stdin),
    write: (text) => {
      out.push(text);
      written?.(text);
    },
    say: (text) => void said.push(text),
    access: { openSession, clock: systemClock, random: Math.random, interrupted: () => signal, ...access },
    ...machine,
  };
  return { shell, out, said };
}
