import * as wherobots from "pulumi-wherobots/plugin";

export const storages = wherobots.getStoragesOutput().storages;
