/** What `pulumi stack export` writes, as far as tests read or change it. */
export interface Deployment {
  version: number;
  deployment: {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
    [other: string]: unknown;
  };
}

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  initErrors?: string[];
  delete?: boolean;
  [other: string]: unknown;
}

/** Resources in a state whose type or URN holds `part`. */
export function resourcesOf(state: Deployment, part: string): StateResource[] {
  return (state.deployment.resources ?? []).filter(
    ({ urn, type }) => type.includes(part) || urn.endsWith(`::${part}`),
  );
}

export function isDeployment(value: unknown): value is Deployment {
  return typeof value === "object" && value !== null && "deployment" in value && "version" in value;
}
