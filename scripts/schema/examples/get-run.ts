import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const nightly = wherobots.getRunOutput({ runId: new pulumi.Config().require("nightlyRunId") });

export const status = nightly.status;
