import * as pulumi from "@pulumi/pulumi";
import * as wherobots from "pulumi-wherobots/plugin";

const log = wherobots.getRunLogsOutput({ runId: new pulumi.Config().require("nightlyRunId"), tail: 20 });

export const lastLines = log.lines;
