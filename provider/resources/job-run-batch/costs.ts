import { isActive } from "../../api/run-status";
import type { LifecycleContext } from "../../resource";
import { costIn, ifReadable } from "../../run/cost";
import { runPages } from "../../run/list";
import { given } from "../../values";
import { stackPattern } from "../job-run/names";
import type { Records, WholeRecord } from "./records";

/** Of the API. */
const MAX_IDS = 100;
/** The list begins this long before the first of the runs. */
const MARGIN_MS = 1_000;
/** Pages for so many runs, as others of the stack may lie between them. */
const PAGES_PER_RUN = 3 / MAX_IDS;
const MIN_PAGES = 10;

/** What the runs of a batch cost by now. */
interface BatchCosts {
  readonly records: Records;
  /** False: asking once more may tell more. Undefined: of some of the runs nobody can tell. */
  readonly settled: boolean | undefined;
}

/** A list that was read to its end, or as far as there was reason to. */
interface Applications {
  readonly idOf: ReadonlyMap<string, string | undefined>;
  readonly complete: boolean;
}

/**
 * Asks what the runs that have ended cost, a hundred in one request. Without an answer a record stays what it was. Costs are
 * kept by the applications of runs, and a batch has no room for their ids, so they are read from the list of runs.
 */
export async function laterCosts(records: Records, context: LifecycleContext): Promise<BatchCosts> {
  const ended = [...records].filter(([, { status, runId }]) => !isActive(status) && runId !== "");
  if (ended.length === 0) return { records, settled: false };
  const apps = await applicationsOf(
    ended.map(([, record]) => record),
    context,
  );
  const listed = ended.flatMap(([key, record]) => {
    const appId = apps.idOf.get(record.runId);
    return appId ? [{ key, record, appId }] : [];
  });
  const answers: Answer[] = [];
  for (let from = 0; from < listed.length; from += MAX_IDS)
    answers.push(...(await ask(listed.slice(from, from + MAX_IDS), context)));
  return {
    records: new Map([...records, ...answers.map(({ key, record }) => [key, record] as const)]),
    settled: ofAll([
      ...answers.map(({ settled }) => settled),
      ...(ended.length < records.size ? [false] : []),
      // Of those that a whole list does not have, the record has expired.
      ...(listed.length < ended.length ? [apps.complete ? undefined : false] : []),
    ]),
  };
}

/** A run whose application is known. */
interface Question {
  readonly key: string;
  readonly record: WholeRecord;
  readonly appId: string;
}

/** What is known of a run by now. */
interface Answer extends Pick<Question, "key" | "record"> {
  readonly settled: boolean | undefined;
}

async function ask(questions: readonly Question[], context: LifecycleContext): Promise<Answer[]> {
  const ids = questions.map(({ appId }) => appId);
  const answer = await ifReadable((options) => context.session.api().getCosts(ids, options), context);
  return questions.map(({ key, record, appId }) => {
    const told = answer?.costs[appId];
    const { settled = false, ...cost } = costIn(told) ?? {};
    return {
      key,
      record: { ...record, ...cost },
      settled: told?.reason === "not_found" ? undefined : settled,
    };
  });
}

function ofAll(settled: readonly (boolean | undefined)[]): boolean | undefined {
  if (settled.includes(false)) return false;
  return settled.includes(undefined) ? undefined : true;
}

async function applicationsOf(
  ended: readonly WholeRecord[],
  context: LifecycleContext,
): Promise<Applications> {
  const wanted = new Set(ended.map(({ runId }) => runId));
  const idOf = new Map<string, string | undefined>();
  const times = ended.map(({ createTime }) => Date.parse(createTime)).filter((time) => !Number.isNaN(time));
  const firstMs = times.reduce((first, time) => Math.min(first, time), Number.POSITIVE_INFINITY);
  const createdAfter = Number.isFinite(firstMs) ? new Date(firstMs - MARGIN_MS) : undefined;
  const maxPages = MIN_PAGES + Math.ceil(ended.length * PAGES_PER_RUN);
  // The dynamic host does not tell a read whose state it is. Then the runs of others are listed with them.
  const name = context.identity.project === "" ? undefined : stackPattern(context);
  const query = given({ name, createdAfter });
  const complete = await ifReadable(async (options) => {
    let pages = 0;
    for await (const { items, isLast } of runPages(query, options, context)) {
      for (const { id, kubeApp } of items) if (wanted.has(id)) idOf.set(id, kubeApp?.id);
      if (isLast || idOf.size === wanted.size) return true;
      if (++pages >= maxPages) return false;
    }
    return false;
  }, context);
  return { idOf, complete: complete ?? false };
}
