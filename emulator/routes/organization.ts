import { type OperationCall, type OperationHandlers, WORKLOAD_LIFETIME_HOURS } from "../operation";
import { ACCOUNT_TIME, customerView, roleView } from "../run-view";

/** The organization, its limits and the caller. */
export const ORGANIZATION_HANDLERS: OperationHandlers = {
  getMyOrganization,
  listQuotas: () => ({
    body: {
      CPU: 512,
      HUMAN_USER_COUNT: 50,
      WORKLOAD_LIFETIME_HOUR: WORKLOAD_LIFETIME_HOURS,
      DISK_PER_NODE_GB: 500,
      FOREIGN_CATALOG_COUNT: 10,
    },
  }),
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

function getMyOrganization({ account, world }: OperationCall): { body: unknown } {
  const { managed, integration } = world.objects.sourcesOf(account);
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
      storageIntegrations: [
        {
          ...times,
          id: integration.id,
          name: integration.name,
          path: `s3://${integration.bucket}`,
          roleArn: null,
          region: integration.region,
        },
      ],
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
