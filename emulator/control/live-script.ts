/**
 * What a page runs in the browser: it fetches itself again each second and exchanges the parts that changed, and its
 * buttons and forms post to the control surface. It makes no markup of its own, so nothing in it can be escaped wrongly.
 */
export const LIVE_SCRIPT = `
"use strict";
const EVERY_MS = 1000;
const live = document.getElementById("live");
const said = document.getElementById("said");

function keep(element, fresh) {
  const pres = (root) => [...root.querySelectorAll("pre[id]")];
  const places = new Map(pres(element).map((pre) => [pre.id, pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4 ? Infinity : pre.scrollTop]));
  const opened = new Set([...element.querySelectorAll("details[open][id]")].map(({ id }) => id));
  const focused = element.contains(document.activeElement) ? document.activeElement.getAttribute("data-key") : null;
  for (const details of fresh.querySelectorAll("details[id]")) details.open = opened.has(details.id);
  element.replaceWith(fresh);
  for (const pre of pres(fresh)) if (places.has(pre.id)) pre.scrollTop = Math.min(places.get(pre.id), pre.scrollHeight);
  if (focused !== null) fresh.querySelector("[data-key='" + CSS.escape(focused) + "']")?.focus();
}

async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = next.title;
  for (const element of document.querySelectorAll("[data-live]")) {
    const fresh = next.getElementById(element.id);
    if (fresh && fresh.outerHTML !== element.outerHTML) keep(element, document.importNode(fresh, true));
  }
}

async function tick() {
  try {
    if (live.checked && document.visibilityState === "visible") await refresh();
    document.body.removeAttribute("data-lost");
  } catch {
    document.body.setAttribute("data-lost", "");
  }
  setTimeout(tick, EVERY_MS);
}

async function post(path, body, done) {
  const answer = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { error } = await answer.json();
  said.textContent = error ?? done;
  await refresh();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-post]");
  if (!button || (button.dataset.ask && !confirm(button.dataset.ask))) return;
  void post(button.dataset.post, button.dataset.body, button.dataset.done);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  const [kind, status] = fields.kind.split(" ");
  const rule = { method: fields.method, path: fields.path, kind, times: Number(fields.times) };
  void post("/__emulator/fault", JSON.stringify(status ? { ...rule, status: Number(status) } : rule), "The fault waits for its requests.");
});
document.documentElement.setAttribute("data-script", "");
setTimeout(tick, EVERY_MS);
`;
