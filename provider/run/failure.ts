import { isUnsuccessful } from "../api/run-status";
import type { ObservedRun, RunFailure } from "./record";

/** One kind of failure: what it looks like, and what to do about it. */
interface FailureRow {
  readonly kind: string;
  readonly hint: string;
  /** The status that says it by itself. */
  readonly status?: string;
  /** Only runs that started, or only runs that did not. */
  readonly started?: boolean;
  /** How the code of an event says it. No list of codes is documented, so a pattern has a word of failure. */
  readonly code?: RegExp;
  /** How an event, the message of the application or a line of the log says it. */
  readonly text?: RegExp;
}

/**
 * Why runs end without success. A status decides before a code, a code before texts, and an upper row before a lower one.
 * Texts only suggest a cause, so the rows whose words hardly stand in other logs come first: a run that lacks memory or a
 * permission ends in a traceback as well.
 */
export const FAILURES = [
  {
    kind: "CANCELLED",
    hint: "find out who cancelled it and why before you run it again",
    status: "CANCELLED",
  },
  {
    kind: "TIMED_OUT",
    hint: "raise timeoutSeconds, use a larger runtime, or give the run less to do",
    status: "TIMED_OUT",
  },
  {
    kind: "CAPACITY",
    hint: "the region had no machines for it, or a quota is used up: try again later, or use another runtime or region",
    started: false,
    code: /(?:INSUFFICIENT|NO|OUT_OF|EXCEEDED|FAIL)_(?:CAPACITY|QUOTA)|(?:CAPACITY|QUOTA)_EXCEEDED|UNSCHEDULABLE/,
    text: /insufficient\w* \w*capacity|InsufficientInstanceCapacity|no capacity|capacity is (?:not|un)\s?available|quota (?:is |was )?exceeded|exceeded quota|FailedScheduling|0\/\d+ nodes are available/i,
  },
  {
    kind: "OUT_OF_MEMORY",
    hint: "use a larger runtime, or let the program take less data at once; retry.runtimes can choose the next size",
    code: /OOM_?KILL|OUT_OF_MEMORY/,
    text: /MemoryError\b|\bOOM-?Killed\b|\b(?:exit|return) (?:code|status):? (?:137|-9)\b|GC overhead limit exceeded|exceeding (?:physical )?memory limits|Cannot allocate memory|\bout of memory\b/i,
  },
  {
    kind: "STORAGE_ACCESS_DENIED",
    hint: "let the role of the storage integration read and write what the program uses",
    code: /ACCESS_DENIED|PERMISSION_DENIED|(?:INSUFFICIENT|THIRD_PARTY)_PERMISSIONS|FORBIDDEN/,
    text: /\bAccess ?Denied(?:Exception)?\b|AccessControlException|is not authorized to perform|\b403 Forbidden\b|Status Code: 403\b|\(403\)|InvalidAccessKeyId|ExpiredToken\b/i,
  },
  {
    kind: "SCRIPT_NOT_FOUND",
    hint: "correct the address of the script or JAR, or upload it before the run",
    code: /(?:SCRIPT|JAR|PROGRAM|OBJECT|KEY)_NOT_FOUND/,
    text: /can't open file|\b(?:script|jar)(?: \S+)? (?:was |is )?(?:not found|does not exist)\b|\bno such (?:script|jar)\b|\.(?:py|jar)\b.*(?:NoSuchKey|not found|does not exist|No such file)|(?:NoSuchKey|not found|does not exist|No such file).*\.(?:py|jar)\b/i,
  },
  {
    kind: "DEPENDENCY_NOT_INSTALLED",
    hint: "correct the names and versions in environment.dependencies, and add what is missing",
    code: /DEPENDENC\w*_(?:FAIL|ERROR|NOT)|FAIL\w*_DEPENDENC/,
    text: /No matching distribution found|Could not find a version that satisfies|ResolutionImpossible|ModuleNotFoundError|\bImportError\b|No module named|UNRESOLVED DEPENDENCIES|NoClassDefFoundError|ClassNotFoundException/,
  },
  {
    kind: "NEVER_LAUNCHED",
    hint: "the program did not run, so it is safe to repeat: see retry",
    started: false,
    text: /^/,
  },
  {
    kind: "PROGRAM_ERROR",
    hint: "correct the program or its arguments: its log says where it failed",
    text: /RUN_FAIL_EXEC|Traceback \(most recent call last\)|\w(?:Error|Exception)\b|\bException in thread\b|return code:? -?[1-9]/,
  },
  { kind: "UNKNOWN", hint: "read its whole log, and the events in kubeApp", text: /^/ },
] as const satisfies readonly FailureRow[];

/** Why a run ended without success, as far as can be told. */
export type FailureKind = (typeof FAILURES)[number]["kind"];

export const FAILURE_KINDS: readonly FailureKind[] = FAILURES.map(({ kind }) => kind);

/** What can be told of an end. */
export type FailedRun = Pick<ObservedRun, "status" | "startTime" | "kubeApp" | "logTail">;

/** Why a run ended without success, and what to do about it; undefined for any other run. */
export function failureOf(run: FailedRun): RunFailure | undefined {
  const { status, startTime, kubeApp, logTail = [] } = run;
  if (!isUnsuccessful(status)) return undefined;
  const events = kubeApp?.events ?? [];
  const started = startTime !== undefined || logTail.length > 0;
  // Line by line, as no pattern spans two.
  const texts = [
    ...events.map(({ code = "", message = "" }) => `${code} ${message}`),
    kubeApp?.message ?? "",
    ...logTail,
  ].join("\n");
  const rows: readonly FailureRow[] = FAILURES;
  const possible = rows.filter((row) => row.started === undefined || row.started === started);
  const row =
    possible.find((candidate) => candidate.status === status) ??
    possible.find(({ code: pattern }) => pattern && events.some(({ code = "" }) => pattern.test(code))) ??
    possible.find(({ text }) => text?.test(texts));
  return row && { kind: row.kind, hint: row.hint };
}
