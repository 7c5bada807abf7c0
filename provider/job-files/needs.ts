import { nearest } from "../text/did-you-mean";
import { formatList } from "../text/format";
import type { Need, Position, Rerun } from "./definition";
import type { Problems } from "./problems";
import { kindText, type Mapping, type Tree } from "./tree";

/** What the file says that a job needs: a list of names, or of `{ job, rerun }`. */
export function needsOf(tree: Tree | undefined, problems: Problems): Need[] {
  if (tree === undefined) return [];
  const items = tree.kind === "list" ? tree.items : [tree];
  if (tree.kind !== "list")
    problems.add(tree, `needs takes a list of jobs, for example [ingest], and this is ${kindText(tree)}`);
  return items.flatMap((item) => {
    if (item.kind === "mapping") return needOf(item, problems) ?? [];
    if (item.kind === "scalar" && typeof item.value === "string")
      return { ...placeOnly(item), job: item.value, rerun: "onlyIfChanged" };
    if (tree.kind === "list")
      problems.add(item, `a need is the name of a job, or { job, rerun }, and this is ${kindText(item)}`);
    return [];
  });
}

const RERUNS: readonly Rerun[] = ["onlyIfChanged", "always"];
const NEED_KEYS = ["job", "rerun"];

function needOf(tree: Mapping, problems: Problems): Need | undefined {
  for (const [name, { key }] of tree.entries)
    if (!NEED_KEYS.includes(name)) problems.add(key, `a need has no ${name}: ${adviceOn(name, NEED_KEYS)}`);
  const job = textIn(tree, "job");
  const rerun = textIn(tree, "rerun") ?? "onlyIfChanged";
  if (job === undefined) problems.add(tree, "a need names a job, for example { job: ingest, rerun: always }");
  if (!isRerun(rerun))
    problems.add(tree.entries.get("rerun")?.value ?? tree, `rerun is ${RERUNS.join(" or ")}`);
  return job !== undefined && isRerun(rerun) ? { ...placeOnly(tree), job, rerun } : undefined;
}

function isRerun(word: string): word is Rerun {
  return (RERUNS as readonly string[]).includes(word);
}

function textIn(tree: Mapping, name: string): string | undefined {
  const value = tree.entries.get(name)?.value;
  return value?.kind === "scalar" && value.value !== null ? value.written : undefined;
}

function placeOnly({ file, line, column }: Position): Position {
  return { file, line, column };
}

/** `did you mean …?`, or what is known. */
export function adviceOn(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `known are ${formatList(known)}` : `did you mean \`${meant}\`?`;
}

/** A job as the graph sees it. */
export interface Node {
  readonly name: string;
  readonly needs: readonly Need[];
}

/** The jobs in an order in which each comes after those that it needs. What needs nothing that is there is said. */
export function inOrder(nodes: readonly Node[], problems: Problems): string[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  // The way to the job that is looked at: lists and no recursion, since a chain of needs may be long.
  const open = new Set<string>();
  const way: { name: string; unseen: Need[] }[] = [];
  const enter = ({ name, needs }: Node): void => {
    if (done.has(name)) return;
    open.add(name);
    way.push({ name, unseen: [...needs].reverse() });
  };
  const leave = (name: string): void => {
    way.pop();
    open.delete(name);
    done.add(name);
  };
  const follow = (need: Need): void => {
    const needed = byName.get(need.job);
    if (!needed) problems.add(need, unknownJob(need.job, [...byName.keys()]));
    else if (open.has(need.job)) problems.add(need, cycleText([...open], need.job));
    else enter(needed);
  };
  for (const node of nodes) {
    enter(node);
    for (let last = way.at(-1); last; last = way.at(-1)) {
      const need = last.unseen.pop();
      if (need) follow(need);
      else leave(last.name);
    }
  }
  return [...done];
}

function unknownJob(job: string, known: readonly string[]): string {
  return `needs: there is no job ${job}: ${adviceOn(job, known)}`;
}

function cycleText(open: readonly string[], job: string): string {
  const cycle = [...open.slice(open.indexOf(job)), job].join(" → ");
  return `needs: none of these jobs could be the first: ${cycle}`;
}
