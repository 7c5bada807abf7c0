import { resolveConfig } from "../../../provider/config";
import type { FieldClass, FieldPolicy } from "../../../provider/field-policy";
import { JOB_RUN_FIELDS } from "../../../provider/resources/job-run/field-policy";
import { JOB_RUN_BATCH_FIELDS } from "../../../provider/resources/job-run-batch/field-policy";
import { OBEYS, type StopChoices, stopOutcome } from "../../../provider/resources/run/wait-policy";
import type { StopCause } from "../../../provider/watch/wait";
import { choicesOf, propertiesOf, sourceFile } from "./declarations";
import { generatedPart, inlineCode, read, table, tableBelow } from "./markdown";

/*
 * The tables of the documentation say what the code does, because they are made from it. After a change of the
 * code: `UPDATE_DOCS=1 npx jest tests/unit/docs`.
 */

const MEANING: Readonly<Record<Exclude<FieldClass, "internal" | "members">, string>> = {
  run: "a new run; with `runOn` triggers it counts for the next run only",
  trigger: "a new run",
  next: "recorded, and used by the next run; raising `timeoutSeconds` of a run that timed out starts one",
  local: "recorded: no run, no request",
  attach: "nothing: only read when the resource is created",
};

const CAUSE: Readonly<Record<StopCause, { words: string; proof: string }>> = {
  maxSeconds: { words: "`wait.maxSeconds` passed", proof: "waits" },
  maxQueueSeconds: { words: "`wait.maxQueueSeconds` passed", proof: "waits" },
  customTimeout: {
    words: "`customTimeouts` of the resource passed, in the plugin",
    proof: "lifecycle",
  },
  maxWaitSeconds: {
    words: "`wherobots:maxWaitSeconds` or `WHEROBOTS_MAX_WAIT_SECONDS` passed, the limit of all waits",
    proof: "waits",
  },
  outage: { words: "the status could not be read 10 times in a row, or for 5 minutes", proof: "policy" },
  credential: { words: "the API refuses the credential (401, 403)", proof: "waits" },
  interrupt: { words: "an interrupt (Ctrl-C, a cancelled CI job), in the plugin", proof: "interrupt" },
};
const PROOF: Readonly<Record<string, string>> = {
  waits: "[engine](tests/engine/waits.test.ts)",
  policy: "[unit](tests/unit/resources/run/wait-policy.test.ts)",
  lifecycle: "[lifecycle](tests/lifecycle/deadline.test.ts)",
  interrupt: "[lifecycle](tests/lifecycle/interrupt.test.ts)",
};

describe("README.md", () => {
  it("lists the inputs by what a change of them means", () => {
    const rows = Object.entries(MEANING).map(([fieldClass, meaning]) => [
      fieldClass,
      JOB_RUN_FIELDS.filter((row) => row.class === fieldClass)
        .map((row) => `\`${row.path}\``)
        .join(", "),
      meaning,
    ]);
    const expected = table(["class", "inputs", "a change means"], rows);
    expect(generatedPart("README.md", "inputs", expected)).toBe(expected);
  });

  it("lists what stops a wait, and what then", () => {
    const header = [
      "what stops the wait",
      "the run",
      "this `up`",
      "state",
      "dependents",
      "next `up`",
      "test",
    ];
    const expected = table(header, (Object.keys(CAUSE) as StopCause[]).flatMap(stopRows));
    expect(generatedPart("README.md", "stops", expected)).toBe(expected);
  });

  it("lists every output of a JobRun", () => {
    const named = tableBelow(read("README.md"), "## Outputs").flatMap(([names = ""]) => inlineCode(names));
    const records = sourceFile("provider/resources/run/observed-run.ts");
    const outputs = ["RunRecord", "FollowedRunRecord", "JobRunRecord"].flatMap((record) =>
      propertiesOf(records, record),
    );
    expect(named.sort()).toEqual(["id", ...outputs].sort());
  });

  it("lists every setting and its environment variable", () => {
    const named = tableBelow(read("README.md"), "## Configuration").map(([key = "", variable = ""]) => [
      inlineCode(key)[0],
      inlineCode(variable)[0],
    ]);
    expect(named.map(([key]) => key).sort()).toEqual(settingsRead().keys);
    expect(
      named
        .map(([, variable]) => variable)
        .filter((variable) => variable !== undefined)
        .sort(),
    ).toEqual(settingsRead().variables);
    for (const variable of settingsRead().usual)
      expect(read("README.md")).toContain(`\`${variable.toUpperCase()}\``);
  });
});

describe("docs/job-run.md", () => {
  it("lists every input with its class, its default and why", () => {
    const expected = table(
      ["input", "class", "absent means", "why it is in its class"],
      JOB_RUN_FIELDS.map((row) => [`\`${row.path}\``, row.class, absence(row), row.why]),
    );
    expect(generatedPart("docs/job-run.md", "fields", expected)).toBe(expected);
  });
});

describe("docs/job-run-batch.md", () => {
  it("lists every input with its class, its default and why", () => {
    const expected = table(
      ["input", "class", "absent means", "why it is in its class"],
      JOB_RUN_BATCH_FIELDS.map((row) => [`\`${row.path}\``, row.class, absence(row), row.why]),
    );
    expect(generatedPart("docs/job-run-batch.md", "batch-fields", expected)).toBe(expected);
  });

  it("lists every output", () => {
    const named = tableBelow(read("docs/job-run-batch.md"), "## Outputs").map(
      ([cell = ""]) => inlineCode(cell)[0],
    );
    const records = sourceFile("provider/resources/run/observed-run.ts");
    expect(named.sort()).toEqual(propertiesOf(records, "JobRunBatchRecord").sort());
  });
});

describe("docs/emulator.md", () => {
  it.each([
    ["## Options", "emulator/options.ts", "EmulatorOptions"],
    ["## Plans", "emulator/plans.ts", "RunPlan"],
    ["## Faults", "emulator/faults.ts", "FaultRule"],
    ["## Controls", "emulator/emulator.ts", "Emulator"],
  ])("%s lists all of %s %s", (heading, file, name) => {
    const named = tableBelow(read("docs/emulator.md"), heading).map(([cell = ""]) => inlineCode(cell)[0]);
    expect(named.map((code) => code?.replace(/\(.*/, "")).sort()).toEqual(
      propertiesOf(sourceFile(file), name).sort(),
    );
  });

  it("lists every kind of fault", () => {
    const kinds = choicesOf(sourceFile("emulator/faults.ts"), "FaultKind");
    const named = tableBelow(read("docs/emulator.md"), "### Kinds").map(([cell = ""]) => inlineCode(cell)[0]);
    expect(named.sort()).toEqual(kinds.sort());
  });

  it("lists every path of the control surface", () => {
    const text = sourceFile("emulator/control.ts").text;
    const gets = [...text.matchAll(/app\.get\("(\/[^"]*)"/g)].map(([, path = ""]) => `GET ${path}`);
    const posts = [...text.matchAll(/^ {4}"(\/[^"]+)": /gm)].map(([, path = ""]) => `POST ${path}`);
    const named = tableBelow(read("docs/emulator.md"), "### Over HTTP").map(
      ([cell = ""]) => inlineCode(cell)[0],
    );
    expect(named.sort()).toEqual([...gets, ...posts].sort());
  });
});

const CHOICES = {
  onTimeout: ["fail", "cancel", "continue"],
  onInterrupt: ["detach", "cancel"],
} as const satisfies { [K in keyof StopChoices]: readonly StopChoices[K][] };

/** A row for each value of the choice that a cause obeys; one row where there is none. */
function stopRows(cause: StopCause): string[][] {
  const { words, proof } = CAUSE[cause];
  const choice = OBEYS[cause];
  const values: readonly string[] = choice === undefined ? [""] : CHOICES[choice];
  return values.map((value) => [
    choice === undefined ? words : `${words}, \`${choice}\` ${value}`,
    ...outcomeCells(cause, { onTimeout: "fail", onInterrupt: "detach", ...(choice && { [choice]: value }) }),
    PROOF[proof] ?? "",
  ]);
}

function outcomeCells(cause: StopCause, choices: StopChoices): string[] {
  const { cancelRun, fails, nextUp } = stopOutcome(cause, choices);
  return [
    cancelRun ? "is cancelled" : "goes on",
    fails ? "fails" : "succeeds with a warning",
    cancelRun ? "CANCELLED" : "open",
    fails ? "not made" : "made",
    nextUp,
  ];
}

function absence({ default: value, effectivePath, why, class: fieldClass }: FieldPolicy): string {
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (effectivePath !== undefined) return `what is in \`${effectivePath}\``;
  return why.includes("absent:") ? "see right" : fieldClass === "internal" ? "–" : "nothing";
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
