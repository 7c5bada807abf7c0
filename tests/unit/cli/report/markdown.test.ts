import { markdownOf } from "../../../../cli/report/markdown";
import { codeBlock, codeSpan } from "../../../../cli/report/markdown-text";
import { activeIn } from "../../../support/inert-text";
import { exported, manyRuns, outOfMemory, resource, run, urnOf } from "../../../support/report/stacks";
import { hostileStack } from "./hostile";
import { reportFrom } from "./report-from";

it("makes a table of the runs, and tells of each failure why, and what to do", () => {
  const stack = exported(
    resource("JobRun", "clean", run("COMPLETED", 0)),
    resource("JobRun", "join", outOfMemory(400), { needs: [urnOf("clean")] }),
  );
  expect(markdownOf(reportFrom(stack))).toBe(`## Job runs: \`maps / dev\`

**2 runs: 1 failed, 1 completed.** Run time 11 m 52 s, cost $0.71.

| Run | Status | Runs | Queued | Ran | Cost | After |
|---|---|--:|--:|--:|--:|---|
| \`clean\` | ✓ Completed | 1 | 20 s | 5 m 00 s | $0.30 |  |
| \`join\` | ✕ Failed | 2 | 20 s | 6 m 52 s | $0.41 | \`clean\` |

<details><summary>✕ <code>join</code></summary>

\`java.lang.OutOfMemoryError: GC overhead limit exceeded\`

Hint (\`OUT_OF_MEMORY\`): \`use a larger runtime, or let the program take less data at once\`

\`\`\`text
26/11/29 02:14:07 INFO TaskSetManager: Starting task 181.0 in stage 12.0 (TID 2417)
26/11/29 02:14:31 WARN TaskSetManager: Lost task 44.0 in stage 12.0: ExecutorLostFailure
Traceback (most recent call last):
  File "/opt/job/tiles.py", line 88, in <module>
    joined.write.format('geoparquet').save(target)
java.lang.OutOfMemoryError: GC overhead limit exceeded
\`\`\`

Run \`01hz-400\` · Console: \`https://cloud.wherobots.test/job-runs\`

</details>

State of 2026-11-29 06:15:00 UTC.
`);
});

it("says so of a stack without runs", () => {
  expect(markdownOf(reportFrom(exported()))).toContain("**This stack has no job runs.**");
});

it("keeps text of a run within code, where it is no table, link, mention or HTML", () => {
  const markdown = markdownOf(reportFrom(hostileStack()));
  expect(activeIn(markdown)).toEqual([]);
  expect(outsideCode(markdown)).not.toMatch(
    /[@[\]#]\w|https?:|www\.|<(?!\/?(?:details|summary|code)>)|evil|attacked/,
  );
  const rows = markdown.split("\n").filter((line) => line.startsWith("| "));
  expect(rows.map((row) => row.split("|").length)).toEqual([9, 9, 9]);
});

/** What a reader of Markdown does not take as literal text. */
function outsideCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})text\n[^]*?\n\1$/gm, "")
    .replace(/(?<!`)(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "")
    .replace(/<code>[^<]*<\/code>/g, "");
}

it.each(["`", "a``b", "``` x ````", " spaces ", "\\`"])("a span and a block of code hold %j", (text) => {
  const [, fence = "", inside = ""] = /^(`+)([^]*?)\1$/.exec(codeSpan(text)) ?? [];
  expect(inside.replace(/^ ([^]*) $/, "$1")).toBe(text);
  expect(text.match(/`+/g) ?? []).not.toContain(fence);
  expect(codeBlock([text]).split("\n")[1]).toBe(text);
});

it.each([65_536, 5_000, 400, 60])("fits in %d characters, and counts what it leaves out", (maxLength) => {
  const report = reportFrom(manyRuns(2_000, 50));
  const markdown = markdownOf(report, maxLength);
  expect(markdown.length).toBeLessThanOrEqual(maxLength);
  const rows = markdown.split("\n").filter((line) => line.startsWith("| `")).length;
  const left = Number(/^([\d,]+) more runs not shown/m.exec(markdown)?.[1]?.replace(",", "") ?? 2_000);
  expect(rows + left).toBe(2_000);
});
