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

  it("lists every output of a JobRun", () => {
    const named = tableBelow(read("docs/reference.md"), "## Outputs").flatMap(([names = ""]) =>
      inlineCode(names),
    );
    const records = sourceFile("provider/run/record.ts");
    const outputs = ["RunRecord", "FollowedRunRecord", "JobRunRecord"].flatMap((record) =>
      propertiesOf(records, record),
    );
    expect(named.sort()).toEqual(["id", ...outputs].sort());
  });

  it("lists every setting and its environment variable", () => {
    const named = tableBelow(read("docs/reference.md"), "## Configuration").map(
      ([key = "", variable = ""]) => [inlineCode(key)[0], inlineCode(variable)[0]],
    );
    expect(named.map(([key]) => key).sort()).toEqual(settingsRead().keys);
    expect(
      named
        .map(([, variable]) => variable)
        .filter((variable) => variable !== undefined)
        .sort(),
    ).toEqual(settingsRead().variables);
    for (const variable of settingsRead().usual)
      expect(read("docs/reference.md")).toContain(`\`${variable.toUpperCase()}\``);
  });
});

describe("docs/job-run-batch.md", () => {
  it("lists every output", () => {
    const named = tableBelow(read("docs/job-run-batch.md"), "## Outputs").map(
      ([cell = ""]) => inlineCode(cell)[0],
    );
    const records = sourceFile("provider/run/record.ts");
    expect(named.sort()).toEqual(propertiesOf(records, "JobRunBatchRecord").sort());
  });
});

describe("docs/emulator.md", () => {
  it.each([
    ["## Options", "emulator/options.ts", "EmulatorOptions"],
    ["## Plans", "emulator/runs/plans.ts", "RunPlan"],
    ["## Faults", "emulator/faults/fault-rule.ts", "FaultRule"],
  ])("%s lists all of %s %s", (heading, file, name) => {
    const named = namesListedBelow(read("docs/emulator.md"), heading);
    expect(named.map((code) => code.replace(/\(.*/, "")).sort()).toEqual(
      propertiesOf(sourceFile(file), name).sort(),
    );
  });

  it("## Controls lists all of an emulator", () => {
    const named = namesListedBelow(read("docs/emulator.md"), "## Controls");
    const properties = [
      ...propertiesOf(sourceFile("emulator/emulator.ts"), "Emulator"),
      ...propertiesOf(sourceFile("emulator/control/controls.ts"), "EmulatorControls"),
    ];
    expect(named.map((code) => code.replace(/\(.*/, "")).sort()).toEqual(properties.sort());
  });

  it("lists every kind of fault", () => {
    const kinds = choicesOf(sourceFile("emulator/faults/fault-rule.ts"), "FaultKind");
    const named = namesListedBelow(read("docs/emulator.md"), "### Kinds");
    expect(named.sort()).toEqual(kinds.sort());
  });

  it("lists every path of the control surface", () => {
    const text = sourceFile("emulator/control/control.ts").text;
    const gets = [...text.matchAll(/app\.get\("(\/[^"]*)"/g)].map(([, path = ""]) => `GET ${path}`);
    const posts = [...text.matchAll(/^ {4}"(\/[^"]+)": /gm)].map(([, path = ""]) => `POST ${path}`);
    const [, section = ""] = /\n### Over HTTP\n([^]*?)\n## /.exec(read("docs/emulator.md")) ?? [];
    const named = inlineCode(section).filter((code) => /^(GET|POST) \//.test(code));
    expect(named.sort()).toEqual([...gets, ...posts].sort());
  });
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

/** What the code asks stack and environment for, seen by asking it. */
/** `usual` are variables that are not this program's own, such as that of a proxy. */
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
