import { resolveConfig } from "../../../provider/account/config";
import { CHOICE_FOR, type StopChoices, stopOutcome } from "../../../provider/run/stop";
import type { StopCause } from "../../../provider/watch/wait";
import { generatedPart, inlineCode, namesListedBelow, read, table, tableBelow } from "../../support/markdown";
import { choicesOf, propertiesOf, sourceFile } from "./declarations";

/*
 * The tables of the documentation say what the code does, because they are made from it; those of inputs by
 * `npm run generate`, the others by `UPDATE_DOCS=1 npx jest tests/unit/docs`.
 */

const CAUSE: Readonly<Record<StopCause, string>> = {
  maxSeconds: "`wait.maxSeconds`",
  maxQueueSeconds: "`wait.maxQueueSeconds`",
  customTimeout: "`customTimeouts` (plugin)",
  maxWaitSeconds: "the limit of all waits (`wherobots:maxWaitSeconds`, `WHEROBOTS_MAX_WAIT_SECONDS`)",
  budget: "`budget.maxUsd`",
  outage: "an outage (no status 10 times in a row, or for 5 minutes)",
  credential: "a rejected credential (401, 403)",
  interrupt: "an interrupt (plugin): Ctrl-C, a cancelled CI job",
};

describe("docs/reference.md", () => {
  it("lists what stops a wait, and what then", () => {
    const header = ["what stops the wait", "the run", "this `up`", "state", "dependents", "next `up`"];
    const expected = table(header, stopRows());
    expect(generatedPart("docs/reference.md", "stops", expected)).toBe(expected);
  });

  it("lists every setting and its environment variable", () => {
    const rows = tableBelow(read("docs/reference.md"), "## Configuration");
    const named = (column: number): string[] => rows.flatMap((row) => inlineCode(row[column] ?? "")[0] ?? []);
    const { keys, variables, usual } = settingsRead();
    expect([named(0).sort(), named(1).sort()]).toEqual([keys, variables]);
    for (const variable of usual)
      expect(read("docs/reference.md")).toContain(`\`${variable.toUpperCase()}\``);
  });
});

const RUN_RECORDS = ["RunRecord", "FollowedRunRecord", "JobRunRecord"];
const CONTROL = sourceFile("emulator/control/control.ts").text;
const members = (file: string, ...names: string[]): string[] =>
  names.flatMap((name) => propertiesOf(sourceFile(file), name));
const matches = (pattern: RegExp, method: string): string[] =>
  [...CONTROL.matchAll(pattern)].map(([, path = ""]) => `${method} ${path}`);

it.each<[page: string, heading: string, expected: string[]]>([
  ["docs/reference.md", "## Outputs", ["id", ...members("provider/run/record.ts", ...RUN_RECORDS)]],
  ["docs/job-run-batch.md", "## Outputs", members("provider/run/record.ts", "JobRunBatchRecord")],
  ["docs/emulator.md", "## Options", members("emulator/options.ts", "EmulatorOptions")],
  ["docs/emulator.md", "## Plans", members("emulator/runs/plans.ts", "RunPlan")],
  ["docs/emulator.md", "## Faults", members("emulator/faults/fault-rule.ts", "FaultRule")],
  ["docs/emulator.md", "### Kinds", choicesOf(sourceFile("emulator/faults/fault-rule.ts"), "FaultKind")],
  [
    "docs/emulator.md",
    "## Controls",
    [
      ...members("emulator/emulator.ts", "Emulator"),
      ...members("emulator/control/controls.ts", "EmulatorControls"),
    ],
  ],
])("%s lists all below %s", (page, heading, expected) => {
  const list = namesListedBelow(read(page), heading);
  const cells = tableBelow(read(page), heading).map(([names = ""]) => names);
  const named = list.length > 0 ? list : cells.flatMap(inlineCode);
  expect(named.map((code) => code.replace(/\(.*/, "")).sort()).toEqual(expected.sort());
});

it("docs/emulator.md lists every path of the control surface", () => {
  const [, section = ""] = /\n### Over HTTP\n([^]*?)\n## /.exec(read("docs/emulator.md")) ?? [];
  const named = inlineCode(section).filter((code) => /^(GET|POST) \//.test(code));
  const served = [...matches(/app\.get\("(\/[^"]*)"/g, "GET"), ...matches(/^ {4}"(\/[^"]+)": /gm, "POST")];
  expect(named.sort()).toEqual(served.sort());
});

const CHOICES = {
  onTimeout: ["fail", "cancel", "continue"],
  onInterrupt: ["detach", "cancel"],
} as const satisfies { [K in keyof StopChoices]: readonly StopChoices[K][] };

/** A row for each value of a choice, and one for the causes that leave no choice. Causes of one outcome share it. */
function stopRows(): string[][] {
  const rows = new Map<string, { causes: string[]; cells: string[] }>();
  for (const cause of Object.keys(CAUSE) as StopCause[]) {
    const choice = CHOICE_FOR[cause];
    const values: readonly string[] = choice === undefined ? [""] : CHOICES[choice];
    for (const value of values) {
      const cells = outcomeCells(cause, {
        onTimeout: "fail",
        onInterrupt: "detach",
        ...(choice && { [choice]: value }),
      });
      const words = choice === undefined ? "" : `, with \`${choice}: "${value}"\``;
      const row = rows.get([words, ...cells].join()) ?? { causes: [], cells: [words, ...cells] };
      rows.set([words, ...cells].join(), { ...row, causes: [...row.causes, CAUSE[cause]] });
    }
  }
  return [...rows.values()].map(({ causes, cells: [words = "", ...cells] }) => [
    either(causes) + words,
    ...cells,
  ]);
}

function either(causes: readonly string[]): string {
  return [causes.slice(0, -1).join(", "), ...causes.slice(-1)].filter((text) => text !== "").join(" or ");
}

function outcomeCells(cause: StopCause, choices: StopChoices): string[] {
  const { cancelRun, fails, nextUp } = stopOutcome(cause, choices);
  return [
    cancelRun ? "is cancelled" : "goes on",
    fails ? "fails" : "succeeds with a warning",
    cancelRun ? "CANCELLED" : "open",
    fails ? "not created" : "created",
    nextUp,
  ];
}

/** What the code asks stack and environment for, seen by asking it; `usual` are variables that are not this program's own, such as that of a proxy. */
function settingsRead(): { keys: string[]; variables: string[]; usual: string[] } {
  const keys = new Set<string>();
  const variables = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_, variable) => {
        variables.add(String(variable));
        return undefined;
      },
    },
  );
  resolveConfig((key) => void keys.add(`wherobots:${key}`), env);
  const read = [...variables].sort();
  const isOwn = (variable: string): boolean => variable.startsWith("WHEROBOTS_");
  return {
    keys: [...keys].sort(),
    variables: read.filter(isOwn),
    usual: read.filter((variable) => !isOwn(variable)),
  };
}
