import * as wherobots from "pulumi-wherobots/plugin";

const organization = wherobots.getOrganizationOutput();

export const region = organization.defaultRegion;
export const longestRunHours = organization.apply(({ quotas }) => quotas?.["WORKLOAD_LIFETIME_HOUR"]);
