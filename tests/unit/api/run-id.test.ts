import fc from "fast-check";
import { ResponseShapeError, RunIdError } from "../../../provider/api/errors";
import { lifecycleOf } from "../../../provider/resources/registry";
import { offlineContext } from "../../support/context/lifecycle-context";
import { someRun } from "../../support/context/run-view";
import { jsonAnswer, stubClient } from "../../support/context/stub-client";
import { tries } from "../../support/sample";
import { CALLS_OF_A_RUN } from "./client-calls";

/** None of these stays one segment of a path on every way there is, or can be shown to a person. */
const NO_IDS = [
  ...["", ".", "..", "...", "a/b", "../organization", "..\\organization", "%2e%2e", "..%2f", "a?b", "a#b"],
  ...["a b", "a\u0000", "a\r\nx-api-key: b", "a\u001b[31m", "a\u202eb", "a\ud800", "a".repeat(256)],
];

/** Opaque, but harmless. */
const IDS = ["y407f7vjuzk2re", "550e8400-e29b-41d4-a716-446655440000", "run:7@eu~1", "läufe", "a..b", "日本"];

describe("what cannot be the id of a run", () => {
  // rule: run-id-path
  it.each(NO_IDS)("%j is refused before anything is sent", async (id) => {
    const client = stubClient(() => {
      throw new Error("something was sent");
    });
    for (const call of Object.values(CALLS_OF_A_RUN)) {
      const error: unknown = await call(client, id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RunIdError);
      expect(String(error)).toContain("is not the id of a run: one word as `runId` gives it");
    }
  });

  it.each(NO_IDS)("%j is refused by check", (id) => {
    const script = { runPython: { uri: "s3://bucket.test/job.py" } };
    const context = offlineContext();
    const jobRun = lifecycleOf("JobRun").check(undefined, { ...script, takeOverRunId: id }, context);
    const completion = lifecycleOf("RunCompletion").check(undefined, { runId: id }, context);
    expect(jobRun.failures.map(({ path }) => path)).toContain("takeOverRunId");
    expect(completion.failures.map(({ path }) => path)).toContain("runId");
  });

  it.each(NO_IDS)("%j is not taken from the API", async (id) => {
    const asked = stubClient(() => jsonAnswer(someRun({ id }))).getRun("run-1", { retry: false });
    const listed = stubClient(() => jsonAnswer({ items: [someRun({ id })] })).listRuns({}, { retry: false });
    await expect(asked).rejects.toBeInstanceOf(ResponseShapeError);
    await expect(listed).rejects.toBeInstanceOf(ResponseShapeError);
  });
});

describe("the id of a run", () => {
  it.each(IDS)("%s is accepted from a user and from the API", async (id) => {
    const paths: string[] = [];
    const client = stubClient(({ url }) => {
      paths.push(new URL(url).pathname);
      return jsonAnswer(someRun({ id }));
    });
    await expect(client.getRun(id)).resolves.toMatchObject({ id });
    expect(paths).toEqual([`/runs/${encodeURIComponent(id)}`]);
    expect(lifecycleOf("RunCompletion").check(undefined, { runId: id }, offlineContext()).failures).toEqual(
      [],
    );
  });

  it("is one segment of the path or not sent, whatever text it is", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(".", "/", "%", "2", "e", "f", "\\", "a") }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (id) => {
        const paths: string[] = [];
        const client = stubClient(({ url }) => {
          paths.push(new URL(url).pathname);
          return jsonAnswer({}, 404);
        });
        await client.getRun(id).catch(() => undefined);
        const segments = paths.map((path) => path.split("/").map(decodeURIComponent));
        expect([[], [["", "runs", id]]]).toContainEqual(segments);
      }),
      tries(200),
    );
  });
});
