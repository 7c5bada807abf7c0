import { Contract } from "../../emulator/openapi/contract";
import { describedOperations, type Operation } from "../../emulator/openapi/description";
import { MAX_INPUT_BYTES } from "../../provider/inputs/check";
import { checkJobRun } from "../../provider/resources/job-run/check";
import { runNames, stackPattern } from "../../provider/resources/job-run/names";
import { runRequest } from "../../provider/resources/job-run/request";
import { boundedState, MAX_INIT_FAILURE_BYTES } from "../../provider/run/bounded-state";
import type { Properties } from "../../provider/values";
import { plainJson } from "../../provider/values";
import type { Identity } from "../../wire/identity";
import { CONFIG, IDENTITY, offlineContext } from "../support/context/lifecycle-context";
import { someState } from "../support/context/some-state";

const contract = new Contract();
const CREATE = operation("createJobRun");
const LIST = operation("listJobRuns");
const SCRIPT = { runPython: { uri: "s3://bucket.test/job.py" } };

describe("the limits that the API's description sets", () => {
  it.each<[string, string, boolean]>([
    ["shortest", "n".repeat(8), true],
    ["one letter less", "n".repeat(7), false],
    ["longest", "n".repeat(255), true],
    ["one letter more", "n".repeat(256), false],
    ["with every kind of letter", "aZ09_-.aZ09", true],
    ...["aZ09_-. aZ09", "\u0430bcdefgh", "abcdefgh😀", "abcdefgh\n"].map(
      (name): [string, string, boolean] => [
        `with a letter that is none: ${JSON.stringify(name)}`,
        name,
        false,
      ],
    ),
  ])("are those of check for a name: %s", (_what, name, isGood) => {
    const { failures } = checkJobRun(undefined, { ...SCRIPT, name }, offlineContext());
    expect(failures.map(({ path }) => path)).toEqual(isGood ? [] : ["name"]);
    const { payload } = runRequest({ ...SCRIPT, name }, name, CONFIG);
    expect(isRefused(() => contract.body(CREATE, payload))).toBe(!isGood);
  });

  it.each(["n".repeat(300), "😀".repeat(150), "straße/".repeat(50), "e\u0301".repeat(150), "x", ""])(
    "hold for an automatic name, and for what is listed by it: %s",
    (logical) => {
      const identity: Identity = { ...IDENTITY, path: `acme:Maps$JobRun::${logical}` };
      const context = offlineContext(identity);
      const names = runNames(SCRIPT, context, "org-1");
      const { payload } = runRequest(SCRIPT, names.next(), CONFIG);
      expect(isRefused(() => contract.body(CREATE, payload))).toBe(false);
      for (const name of [names.pattern, stackPattern(context), payload.name])
        expect(isRefused(() => contract.query(LIST, { name, size: "100" }))).toBe(false);
    },
  );
});

describe("the size of the inputs", () => {
  /** Inputs whose text is as large as it may be, or `more` bytes larger. */
  function inputs(more: number, letter = "x"): Properties {
    const rest = Buffer.byteLength(JSON.stringify({ ...SCRIPT, triggers: { text: "" } }));
    const letters = Math.floor((MAX_INPUT_BYTES - rest) / Buffer.byteLength(letter)) + more;
    return { ...SCRIPT, triggers: { text: letter.repeat(letters) } };
  }

  it("leaves room for a log tail of 1,000 lines and ten attempts, so that nothing is cut of a failed run", () => {
    const line = "l".repeat(500);
    const attempts = Array.from({ length: 10 }, () => ({ runId: "r", status: "FAILED", reason: line }));
    const logTail = Array.from({ length: 1_000 }, () => line);
    const state = { ...someState(), ...inputs(0), logTail, attempts };
    expect(boundedState(state)).toEqual(plainJson(state));
    expect(Buffer.byteLength(JSON.stringify(plainJson(state)))).toBeLessThan(MAX_INIT_FAILURE_BYTES);
  });
});

function operation(id: string): Operation {
  const found = describedOperations().find((candidate) => candidate.id === id);
  if (!found) throw new Error(`the description has no ${id}`);
  return found;
}

function isRefused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch {
    return true;
  }
}
