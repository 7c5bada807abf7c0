import * as wherobots from "pulumi-wherobots/plugin";

export const bucket = wherobots.getStorageIntegrationOutput({ name: "team" }).path;
