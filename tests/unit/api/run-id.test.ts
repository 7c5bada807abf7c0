import fc from "fast-check";
import { ResponseShapeError, RunIdError } from "../../../provider/api/errors";
import { lifecycleOf } from "../../../provider/resources/registry";
import { Session } from "../../../provider/session";
import { CONFIG, offlineContext } from "../lifecycle-context";
import { someRun } from "../run-view";
import { jsonAnswer, stubClient } from "../stub-client";
import { CALLS_OF_A_RUN } from "./client-calls";

/** None of these stays one segment of a path on every way there is, or can be shown to a person. */
const NO_IDS = [
  ["", "nothing"],
  [".", "this folder"],
  ["..", "the folder above"],
  ["...", "dots only"],
  ["a/b", "a separator"],
  ["../organization", "a way out"],
  ["..\\organization", "a way out that some servers take"],
  ["%2e%2e", "an escaped way out"],
  ["..%2f", "an escaped separator"],
  ["a?b", "a query"],
  ["a#b", "a fragment"],
  ["a b", "a space"],
  ["a\u0000", "NUL"],
  ["a\r\nx-api-key: b", "lines"],
  ["a\u001b[31m", "an escape sequence"],
  ["a\u202eb", "a mark of direction"],
  ["a\ud800", "half a pair"],
  ["a".repeat(256), "too long"],
] as const;

/** Opaque, but harmless. */
const IDS = ["y407f7vjuzk2re", "550e8400-e29b-41d4-a716-446655440000", "run:7@eu~1", "läufe", "a..b", "日本"];

describe("what cannot be the id of a run", () => {
  it.each(NO_IDS)("%j (%s) is refused before anything is sent", async (id) => {
    const client = stubClient(() => {
      throw new Error("something was sent");
    });
    for (const call of Object.values(CALLS_OF_A_RUN)) {
      const error: unknown = await call(client, id).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RunIdError);
      expect(String(error)).toContain("is not the id of a run: one word as `runId` gives it");
    }
  });

  it.each(NO_IDS)("%j (%s) is refused by check", (id) => {
    const script = { runPython: { uri: "s3://bucket.test/job.py" } };
    const context = offlineContext();
    const jobRun = lifecycleOf("JobRun").check(undefined, { ...script, takeOverRunId: id }, context);
    const completion = lifecycleOf("RunCompletion").check(undefined, { runId: id }, context);
    expect(jobRun.failures.map(({ path }) => path)).toContain("takeOverRunId");
    expect(completion.failures.map(({ path }) => path)).toContain("runId");
  });

  it.each(NO_IDS)("%j (%s) is not taken from the API", async (id) => {
    const asked = stubClient(() => jsonAnswer(someRun({ id }))).getRun("run-1", { retry: false });
    const listed = stubClient(() => jsonAnswer({ items: [someRun({ id })] })).listRuns({}, { retry: false });
    await expect(asked).rejects.toBeInstanceOf(ResponseShapeError);
    await expect(listed).rejects.toBeInstanceOf(ResponseShapeError);
  });

  it("is said by `get` of the sdk as the user's mistake, and not as a fault of this program", async () => {
    const connect = () => stubClient(() => Promise.reject(new Error("something was sent")));
    const session = new Session({ config: () => CONFIG, connect, startedAtMs: 0 });
    const reading = lifecycleOf("JobRun").read("../organization", {}, { ...offlineContext(), session });
    await expect(reading).rejects.toBeInstanceOf(RunIdError);
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
    );
  });
});
