import fc from "fast-check";
import { runView } from "../../../../provider/api/models";
import { checkJobRun } from "../../../../provider/resources/job-run/check";
import { inputsOfRun } from "../../../../provider/resources/job-run/request";
import type { Properties } from "../../../../provider/values";
import { offlineContext } from "../../../support/context/lifecycle-context";
import { someRun } from "../../../support/context/run-view";
import { tries } from "../../../support/sample";

const SCRIPT = { uri: "s3://bucket.test/job.py" };

function fromPayload(payload: Properties, fields: Properties = {}): Properties {
  return { ...inputsOfRun(runView.parse({ ...someRun(), ...fields, payload })) };
}

describe("the inputs of a run", () => {
  it.each<[what: string, payload: Properties, fields: Properties, input: string, expected: unknown]>([
    ["the region of the payload", { region: "aws-eu-west-1" }, {}, "region", "aws-eu-west-1"],
    ["else that of the application", {}, {}, "region", "aws-us-west-2"],
    ["no region where none is said", {}, { kubeApp: null }, "region", undefined],
    ["no limit that is the default", { timeoutSeconds: 3600 }, {}, "timeoutSeconds", undefined],
    ["no limit that is none", { timeoutSeconds: 0 }, {}, "timeoutSeconds", undefined],
    ["no runtime that the server chose", { runtime: null }, {}, "runtime", undefined],
    [
      "no empty environment",
      { environment: { sparkConfigs: {}, dependencies: [] } },
      {},
      "environment",
      undefined,
    ],
    ["no environment of another shape", { environment: ["text"] }, {}, "environment", undefined],
    ["no program without its address", { runPython: { args: [] } }, {}, "runPython", undefined],
    ["a name that a person chose", {}, { name: "nightly-load" }, "name", "nightly-load"],
    ["no automatic name", {}, { name: "tiles-abcdefgh-ijklm0-nopqrs" }, "name", undefined],
    ["no name that is too short", {}, { name: "short" }, "name", undefined],
    ["no name that is not accepted here", {}, { name: "not accepted here!" }, "name", undefined],
  ])("hold %s", (_, payload, fields, input, expected) => {
    expect(fromPayload(payload, fields)[input]).toEqual(expected);
  });

  it("pass check, whatever else a run says", () => {
    const anything = fc.dictionary(
      fc.constantFrom("runtime", "version", "region", "timeoutSeconds", "runJar", "environment", "name"),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(anything, fc.string(), (payload, name) => {
        const inputs = fromPayload({ ...payload, runJar: null, runPython: SCRIPT }, { name });
        expect(checkJobRun(undefined, inputs, offlineContext()).failures).toEqual([]);
      }),
      tries(200),
    );
  });
});
