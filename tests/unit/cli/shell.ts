import { main } from "../../../cli/main";

/** What a command line says, and how it ends. */
interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  readonly hasColours?: boolean;
  /** What stands in standard input. */
  readonly stdin?: string;
}

/** Carries out a command line in this process. */
export async function command(
  args: readonly string[],
  { env = {}, hasColours = false, stdin = "" }: Machine = {},
): Promise<Ended> {
  const [out, said]: [string[], string[]] = [[], []];
  const shell = {
    env,
    hasColours,
    input: () => Promise.resolve(stdin),
    write: (text: string) => void out.push(text),
    say: (text: string) => void said.push(text),
  };
  const code = await main(args, shell);
  return { code, out: out.join(""), said: said.join("") };
}
