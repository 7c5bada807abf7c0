"use strict";

/*
 * The provider of a contender of `npm run bench`: answers with what JobRun records of a run that completed, without a
 * run, a request or a wait. A test holds it equal in form to the record of such a run.
 */

const RECORD = {
  account: { apiUrl: process.env.WHEROBOTS_API_URL || "http://127.0.0.1:12345", organizationId: "org-1" },
  completeTime: "2026-01-01T00:00:00.400Z",
  cost: { spatialUnits: 0.4, usd: 0.12 },
  createTime: "2026-01-01T00:00:00.000Z",
  effective: { region: "aws-us-west-2", runtime: "tiny", timeoutSeconds: 3600 },
  kubeApp: {
    appMeta: { resolvedVersion: "2.1.0", sparkEventlogsUrl: "https://spark.test/136jjz3f5oeq8s/eventlogs" },
    appType: "RUN",
    id: "1yz1rodne70vne",
    regionName: "aws-us-west-2",
    status: "DESTROYED",
  },
  startTime: "2026-01-01T00:00:00.100Z",
  status: "COMPLETED",
  timing: { coldStart: false, queuedSeconds: 0.1, runningSeconds: 0.3, totalSeconds: 0.4 },
  triggeredBy: { email: "runner@emulator.test", id: "user-1", name: "Runner" },
};

function host() {
  let made = 0;
  return {
    check: async (olds, news) => {
      const name = news.__identity.split("::").pop();
      const __name = (olds && olds.__name) || `${name}-ceeb72we-f1y290-1oh82z`;
      return { inputs: { ...news, __name }, failures: [] };
    },
    diff: async (_id, olds, news) => ({
      changes: JSON.stringify(olds.runPython) !== JSON.stringify(news.runPython),
      replaces: [],
    }),
    create: async ({ __identity, __name, ...inputs }) => {
      const runId = `${++made}`.padStart(14, "r");
      return { id: runId, outs: { ...inputs, ...RECORD, runId, runName: __name } };
    },
    update: async (_id, olds, { __identity, __name, ...inputs }) => ({ outs: { ...olds, ...inputs } }),
    read: async (id, props) => ({ id, props }),
    delete: async () => undefined,
  };
}

module.exports = { host };
