import type { Properties } from "../../../../provider/values";
import { exported, resource, run, urnOf } from "../../../support/report/stacks";

/** Texts that would do something in a page, a comment or a terminal if anything took them for more than text. */
export const HOSTILE = [
  "</script><script>window.attacked = true</script>",
  "<img src=x onerror='window.attacked = true'>",
  "<!-- <script>",
  "\u001b]0;title\u0007\u001b[2J\u001b[31mred",
  "\u202egnp.exe\u2066",
  "``` | a | b | `code` [link](https://evil.test) ![i](https://evil.test/i.png) @everyone #1 www.evil.test",
  "</code></pre></details><b>bold</b> &lt;script&gt; \\| \\",
  "::error::forged",
  "</style><style>body { display: none }</style>",
] as const;

/** A stack in which each text that anybody else writes is all of these. */
export function hostileStack(): Properties {
  const text = HOSTILE.join(" ");
  const outputs = run("FAILED", 0, {
    runName: text,
    failure: { kind: text, hint: text },
    effective: { region: text, runtime: text },
    kubeApp: { id: text, message: text, appMeta: { sparkUiUrl: "javascript:alert(1)" } },
    consoleUrl: `https://console.test/"onclick="window.attacked=true`,
    logTail: [...HOSTILE],
    attempts: [{ runId: text, status: text, reason: text }],
  });
  const name = HOSTILE.join(" ");
  const batch = {
    runs: { [name]: {} },
    results: { [name]: { ...run("PAUSED\u001b[1m<i>", 9), runId: text } },
  };
  return exported(
    resource("JobRun", name, outputs),
    resource("JobRunBatch", "batch", batch, { needs: [urnOf(name)] }),
  );
}
