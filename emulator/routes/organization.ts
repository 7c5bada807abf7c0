import { ApiProblem } from "../problem";
import { ACCOUNT_TIME, customerView, roleView } from "../runs/view";
import { matches } from "../wildcard";
import { type OperationCall, type OperationHandlers, quotasOf, textOf } from "./operation";

/** The organization, its limits and the caller. */
export const ORGANIZATION_HANDLERS: OperationHandlers = {
  getMyOrganization,
  listQuotas: ({ world }) => ({ body: quotasOf(world) }),
  verifyPathAccess,
  getMe: ({ account }) => ({
    body: {
      id: account.userId,
      createTime: ACCOUNT_TIME,
      updateTime: ACCOUNT_TIME,
      organizationId: account.organizationId,
      roles: [roleView(account)],
      policies: [],
      deletedAt: null,
      email: account.email,
    },
  }),
};

const NOT_SET = {
  billingContact: null,
  domain: null,
  defaultEnvironmentPresetId: null,
  defaultEnvironmentOverridePresetId: null,
  deletedAt: null,
  lastStateChange: null,
  workosOrganizationId: null,
};

function verifyPathAccess({ query, world }: OperationCall): { body: unknown } {
  const path = textOf(query, "path") ?? "";
  if (world.options.forbiddenPaths?.some((pattern) => matches(pattern, path)) === true)
    throw new ApiProblem(403, `No access to ${path}`);
  return { body: null };
}

function getMyOrganization({ account, world }: OperationCall): { body: unknown } {
  const managed = world.storages.managed(account);
  const times = { createTime: ACCOUNT_TIME, updateTime: ACCOUNT_TIME };
  return {
    body: {
      ...NOT_SET,
      ...times,
      id: account.organizationId,
      name: account.organizationName,
      plan: account.forbidden === true ? "COMMUNITY" : "PROFESSIONAL",
      wherobotsCloudFeatures: account.forbidden === true ? [] : ["RUNS", "STORAGE_INTEGRATION"],
      users: world.accounts.ofOrganization(account.organizationId).map(customerView),
      services: [],
      roles: [roleView(account)],
      storageIntegrations: world.storages
        .integrations(account)
        .map(({ id, name, path, roleArn, region }) => ({ ...times, id, name, path, roleArn, region })),
      fileStore: { ...times, id: managed.id, bucketName: managed.bucket },
      verified: true,
      domainIsVerified: false,
      samlSsoStatus: "INACTIVE",
      defaultRuntime: account.defaultRuntime,
      defaultRegion: account.defaultRegion,
      state: "ACTIVE",
      allowedRegions: account.allowedRegions,
    },
  };
}
