import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import type {
  CurrentUser,
  LogsPage,
  Organization,
  RunMetrics,
  RunPage,
  RunView,
  StorageSources,
  WorkloadCosts,
} from "../../../provider/api/models";
import type { CreateRunPayload } from "../../../provider/resources/job-run/request";
import type { components } from "./openapi.generated";
import type { Complete } from "./type-comparison";

type Schemas = components["schemas"];
type SeriesMetric = NonNullable<NonNullable<RunMetrics["series_metrics"]>[string]>;

/** Each model beside what the API describes; the compiler holds each of these true. */
const COMPLETE: {
  run: Complete<RunView, Schemas["RunView"]>;
  runs: Complete<RunPage, Schemas["CursorPage__T_Customized_RunView_"]>;
  logs: Complete<LogsPage, Schemas["LogsResponse"]>;
  metrics: Complete<RunMetrics, Schemas["RunMetricsResponse"]>;
  organization: Complete<Organization, Schemas["Organization"]>;
  user: Complete<CurrentUser, Schemas["HumanPrincipal"] | Schemas["ServicePrincipal"]>;
  payload: Complete<CreateRunPayload, Schemas["CreateRunPayload-Input"]>;
  storages: Complete<StorageSources, Schemas["StorageSource"][]>;
  costs: Complete<WorkloadCosts, Schemas["WorkloadCostsOutput"]>;
  cost: Complete<
    WorkloadCosts["costs"][string],
    Schemas["WorkloadCostAvailable"] | Schemas["WorkloadCostUnavailable"]
  >;
  series: Complete<SeriesMetric, Schemas["MetricDetails_SeriesMetric_"]>;
} = {
  ...{ run: true, runs: true, logs: true, metrics: true, organization: true, user: true, payload: true },
  ...{ storages: true, costs: true, cost: true, series: true },
};

it("every field that the models read is one that the API describes (by npm run test:types)", () => {
  expect(Object.values(COMPLETE)).not.toContain(false);
  expect(Object.keys(COMPLETE)).toHaveLength(11);
});

it("the generated types are those of the description now", async () => {
  const script = ["-r", "ts-node/register/transpile-only", "scripts/generate-api-types.ts", "--check"];
  const cwd = path.resolve(__dirname, "../../..");
  // In a process of its own: the generator is partly written in modules that jest cannot load.
  await expect(promisify(execFile)(process.execPath, script, { cwd })).resolves.toBeDefined();
}, 30_000);
