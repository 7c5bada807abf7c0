import { InitFailure, UserError } from "../../lifecycle";
import { isActive } from "../../run-status";
import { nextStep } from "../job-run/create";
import type { JobRunState } from "../job-run/state";
import { dueOf } from "./due";
import { CUT, fitted } from "./fit";
import type { JobRunBatchInputs, JobRunBatchState } from "./inputs";
import type { Members } from "./members";
import type { Problems } from "./problems";
import { count, listed } from "./words";

/** What a batch that is not as wished has to tell. */
export interface Failure {
  problems: Problems;
  /** Keys whose run is due and was not tried. */
  left: readonly string[];
  whyLeft: string;
  inputs: JobRunBatchInputs;
  /** The JobRun of a key as it is now. */
  stateOf: (key: string) => JobRunState | undefined;
}

/** The failure of a batch that exists, with its record and all that a person needs to go on. */
export function failureOf(
  id: string,
  state: JobRunBatchState,
  members: Members,
  failure: Failure,
  cause: unknown,
): InitFailure<JobRunBatchState> {
  const { state: kept, isCut } = fitted(state);
  const lines = [...reasonLines(members, failure), ...(isCut ? [CUT] : [])];
  return new InitFailure(id, kept, lines, cause === undefined ? {} : { cause });
}

/** The same where there is nothing to be kept. */
export function failedText(members: Members, failure: Failure, cause: unknown): UserError {
  return new UserError(
    reasonLines(members, failure)
      .map((line) => line.trim())
      .join("; "),
    { cause },
  );
}

/** Why a batch is not as wished: the outcome, the reasons of the first runs, what the next `up` does. */
export function reasonLines(members: Members, failure: Failure): string[] {
  const { problems, left, whyLeft } = failure;
  const total = members.keys.length;
  const summary = problems.summary(total);
  if (left.length > 0)
    summary.push(
      `${count(left.length)} of ${count(total, "run")} ${left.length === 1 ? "was" : "were"} not started: ${whyLeft}`,
    );
  return [summary.join("; "), ...problems.details(), ...nextLines(members, failure)];
}

function nextLines(members: Members, { problems, left, stateOf }: Failure): string[] {
  const again: string[] = [...problems.of("refused")];
  const stuck: string[] = [];
  let open = 0;
  for (const key of [...problems.of("failed"), ...problems.of("open")]) {
    const state = stateOf(key);
    const { task } = dueOf(state, members.inputsOf(key));
    if (task === "start") again.push(key);
    else if (state && isActive(state.status)) open++;
    else stuck.push(key);
  }
  const next = [
    again.length > 0 && `runs ${listed(again)} again`,
    open > 0 && `goes on following ${count(open, "active run")}`,
    left.length > 0 &&
      `goes on with the ${count(left.length)} that ${left.length === 1 ? "is" : "are"} missing`,
    problems.of("kept").length > 0 && `cancels ${listed(problems.of("kept"))}`,
  ].filter((part) => part !== false);
  const [first] = stuck;
  const state = first === undefined ? undefined : stateOf(first);
  return [
    ...(next.length > 0 ? [`The next \`pulumi up\` ${next.join(", and ")}`] : []),
    ...(state && first !== undefined
      ? [`${listed(stuck)}: ${nextStep(state, members.inputsOf(first))}`]
      : []),
  ];
}
