import type { LifecycleContext } from "../resource";
import { briefCallOptions } from "../run/call-options";
import { type CheckFailure, type Properties } from "../values";
import { listRuns, runsPage } from "./list-runs";
import type { ListPage, PageRequest } from "./provider-function";

/** How the engine lists a kind of resource. */
interface List {
  check(filters: Properties): CheckFailure[];
  /** `filters` passed the check. */
  page(filters: Properties, page: PageRequest, context: LifecycleContext): Promise<ListPage>;
}

/** By the resource. The others have no id at Wherobots that they could be imported by. */
export const LISTS: Readonly<Partial<Record<string, List>>> = {
  JobRun: { check: (filters) => listRuns.check(filters), page: runsPage },
  StorageIntegration: { check: () => [], page: integrationsPage },
};

async function integrationsPage(
  _filters: Properties,
  _page: PageRequest,
  context: LifecycleContext,
): Promise<ListPage> {
  const storages = await context.session.api().listStorages(briefCallOptions(context));
  const integrations = storages.filter(({ type }) => type === "INTEGRATION");
  return { items: integrations.map(({ id, name }) => ({ id, name })), next: "" };
}
