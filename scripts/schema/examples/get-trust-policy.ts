import * as wherobots from "pulumi-wherobots/plugin";

/** The `assumeRolePolicy` of the role. */
export const trustPolicy = wherobots.getTrustPolicyOutput().json;
