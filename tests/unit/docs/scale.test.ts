import { logPace } from "../../../provider/watch/intervals";
import { RequestBudget } from "../../../provider/watch/request-budget";
import { generatedPart, table } from "../../support/markdown";
import { FakeClock } from "../../support/time/fake-clock";

/*
 * What docs/scale.md says of rates is calculated from those that the code keeps. After a change of them:
 * `UPDATE_DOCS=1 npx jest tests/unit/docs`.
 */

const OPEN_RUNS = 1_000;
/** POST /runs, and at the end the metrics; where the log is shown, its last page too. */
const REQUESTS_PER_RUN = 2;
const REQUESTS_PER_SHOWN_RUN = 3;
const ACCOUNT_PER_SECOND = 10;

// rule: request-rates
it("docs/scale.md says how many runs an hour the rates allow", () => {
  const rows = [1, 4, 10].map((ups) => {
    const limit = ACCOUNT_PER_SECOND / ups;
    const without = ups * runsPerSecond(limit, 0, REQUESTS_PER_RUN);
    const withLogs = ups * runsPerSecond(limit, logsPerSecond(limit), REQUESTS_PER_SHOWN_RUN);
    return [ups, limit, anHour(without), anHour(withLogs)].map(String);
  });
  const header = ["`up`s at once", "`maxRequestsPerSecond` of each", "runs an hour", "with logs"];
  const expected = table(header, rows);
  expect(generatedPart("docs/scale.md", "rates", expected)).toBe(expected);
});

/** What is left for runs. More of them end, more is asked for status, so the two are found together. */
function runsPerSecond(limit: number, logs: number, requestsPerRun: number): number {
  let runs = 0;
  for (let round = 0; round < 50; round++)
    runs = (runs + (limit - statusPerSecond(limit, runs) - logs) / requestsPerRun) / 2;
  return runs;
}

function statusPerSecond(limit: number, runsEnding: number): number {
  const pace = new RequestBudget(limit, new FakeClock({ auto: false }));
  while (pace.finishedPerSecond < runsEnding) pace.countFinished();
  pace.charge(OPEN_RUNS);
  return 1000 / pace.msUntilFree();
}

function logsPerSecond(limit: number): number {
  const { intervalMs, pages } = logPace(OPEN_RUNS, 0, limit);
  return (OPEN_RUNS * pages * 1000) / intervalMs;
}

/** Two digits are as much as can be said. */
function anHour(perSecond: number): string {
  return Number((perSecond * 3600).toPrecision(2)).toLocaleString("en");
}
