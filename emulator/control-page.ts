import type { EmulatorControls } from "./emulator";

const SHOWN = 50;

/** A page for a human: the newest runs and requests. */
export function controlPage(emulator: EmulatorControls): string {
  const runs = emulator.runs().slice(-SHOWN).reverse();
  const requests = emulator.requests.slice(-SHOWN).reverse();
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>wherobots-emulator</title></head>
<body>
<h1>wherobots-emulator</h1>
<p>Emulator time: ${new Date(emulator.now()).toISOString()}</p>
<h2>Runs</h2>
${table(
  ["id", "name", "status", "created"],
  runs.map((run) => [run.id, run.name, run.expired ? `${run.status} (expired)` : run.status, run.createTime]),
)}
<h2>Requests</h2>
${table(
  ["#", "request", "status", "fault"],
  requests.map(({ seq, method, path, status, fault }) => [
    String(seq),
    `${method} ${path}`,
    String(status ?? "-"),
    fault ?? "",
  ]),
)}
</body>
</html>
`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th>${escapeHtml(text)}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${row.map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`)
    .join("\n");
  return `<table><tr>${head}</tr>\n${body}\n</table>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
