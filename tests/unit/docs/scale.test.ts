import { logPace } from "../../../provider/watch/intervals";
import { StatusPace } from "../../../provider/watch/status-pace";
import { FakeClock } from "../../harness/fake-clock";
import { generatedPart, table } from "./markdown";

/*
 * What docs/scale.md says of rates is calculated from those that the code keeps. After a change of them:
 * `UPDATE_DOCS=1 npx jest tests/unit/docs`.
 */

const OPEN_RUNS = 1_000;
/** POST /runs, and at the end the metrics. */
const REQUESTS_PER_RUN = 2;
const ACCOUNT_PER_SECOND = 10;

it("docs/scale.md says how many runs an hour the rates allow", () => {
  const rows = [1, 4, 10].map((ups) => {
    const limit = ACCOUNT_PER_SECOND / ups;
    const without = ups * runsPerSecond(limit, 0);
    const withLogs = ups * runsPerSecond(limit, logsPerSecond(limit));
    return [ups, limit, anHour(without), anHour(withLogs)].map(String);
  });
  const header = [
    "`up`s at once",
    "`maxRequestsPerSecond` of each",
    "runs an hour, no logs",
    "runs an hour, logs streamed",
  ];
  const expected = table(header, rows);
  expect(generatedPart("docs/scale.md", "rates", expected)).toBe(expected);
});

/** What is left for runs. More of them end, more is asked for status, so the two are found together. */
function runsPerSecond(limit: number, logs: number): number {
  let runs = 0;
  for (let round = 0; round < 50; round++)
    runs = (runs + (limit - statusPerSecond(limit, runs) - logs) / REQUESTS_PER_RUN) / 2;
  return runs;
}

function statusPerSecond(limit: number, runsEnding: number): number {
  const pace = new StatusPace(limit, new FakeClock({ auto: false }));
  while (pace.finishedPerSecond < runsEnding) pace.countFinished();
  pace.spend(OPEN_RUNS);
  return 1000 / pace.untilPaidMs();
}

function logsPerSecond(limit: number): number {
  const { intervalMs, pages } = logPace(OPEN_RUNS, 0, limit);
  return (OPEN_RUNS * pages * 1000) / intervalMs;
}

/** Two digits are as much as can be said. */
function anHour(perSecond: number): string {
  return Number((perSecond * 3600).toPrecision(2)).toLocaleString("en");
}
