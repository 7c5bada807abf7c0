"use strict";

/*
 * A job run as a dynamic provider in the way of Pulumi's own documentation: a class with the five methods, written
 * beside the program and serialised by Pulumi. A contender of `npm run bench`; it records the outputs of JobRun.
 */

const pulumi = require("@pulumi/pulumi");

const POLL_MS = 1000;
const MAX_ATTEMPTS = 5;
const EXTRA_WAIT_SECONDS = 1800;

class JobRunProvider {
  async configure(req) {
    this.apiUrl = req.config.get("wherobots:apiUrl") || process.env.WHEROBOTS_API_URL || "";
    this.apiKey = req.config.get("wherobots:apiKey") || process.env.WHEROBOTS_API_KEY || "";
  }

  async check(olds, news) {
    const failures = [];
    if (!news.runPython && !news.runJar) {
      failures.push({ property: "runPython", reason: "either runPython or runJar is required" });
    }
    return { inputs: { ...news, timeoutSeconds: news.timeoutSeconds ?? 3600 }, failures };
  }

  async diff(id, olds, news) {
    const fields = [
      "name",
      "region",
      "runtime",
      "version",
      "timeoutSeconds",
      "runPython",
      "runJar",
      "environment",
    ];
    const replaces = fields.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
    if (["FAILED", "TIMED_OUT"].includes(olds.status)) replaces.push("status");
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: true };
  }

  async create(inputs) {
    const { name, region, runtime, version, runPython, runJar, environment, timeoutSeconds } = inputs;
    const body = { name, runtime, version, runPython, runJar, environment, timeoutSeconds };
    const run = await this.request("POST", region ? `/runs?region=${region}` : "/runs", body);
    try {
      const ended = await this.waitForEnd(run.id, timeoutSeconds);
      const outs = await this.outputs(inputs, ended);
      if (outs.status !== "COMPLETED") {
        throw Object.assign(new Error(`run ${run.id} ended as ${outs.status}`), { outs });
      }
      return { id: run.id, outs };
    } catch (error) {
      // The run exists: without its id the next `pulumi up` would start another one.
      const properties = error.outs || { ...inputs, runId: run.id, status: "UNKNOWN" };
      throw Object.assign(new Error(error.message), {
        id: run.id,
        properties: { ...properties, __provider: inputs.__provider },
        reasons: [error.message],
      });
    }
  }

  async read(id, props) {
    const run = await this.request("GET", `/runs/${id}`);
    return { id, props: { ...props, ...(await this.outputs(props, run)) } };
  }

  async update(id, olds, news) {
    const ended = await this.waitForEnd(id, news.timeoutSeconds);
    return { outs: await this.outputs(news, ended) };
  }

  async delete(id, props) {
    if (["COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"].includes(props.status)) return;
    const run = await this.request("GET", `/runs/${id}`);
    if (run.status === "PENDING" || run.status === "RUNNING") {
      await this.request("POST", `/runs/${id}/cancel`);
    }
  }

  async waitForEnd(id, timeoutSeconds) {
    const deadline = Date.now() + (timeoutSeconds + EXTRA_WAIT_SECONDS) * 1000;
    while (Date.now() < deadline) {
      const run = await this.request("GET", `/runs/${id}`);
      if (run.status !== "PENDING" && run.status !== "RUNNING") return run;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`run ${id} did not end in time`);
  }

  async outputs(inputs, run) {
    const metrics = await this.request("GET", `/runs/${run.id}/metrics`);
    this.organization = this.organization || (await this.request("GET", "/organization"));
    const value = (metric) => metrics.instant_metrics?.[metric]?.metric.data.value;
    const seconds = (from, to) => (from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : undefined);
    const { events, appMeta, ...app } = run.kubeApp || {};
    const outs = {
      ...inputs,
      runId: run.id,
      runName: run.name,
      status: run.status,
      createTime: run.createTime,
      startTime: run.startTime,
      completeTime: run.completeTime,
      effective: {
        region: app.regionName,
        runtime: run.payload.runtime,
        version: run.payload.version,
        timeoutSeconds: run.payload.timeoutSeconds,
      },
      triggeredBy: run.triggeredBy,
      kubeApp: {
        id: app.id,
        status: app.status,
        appType: app.appType,
        regionName: app.regionName,
        message: app.message,
        appMeta: {
          sparkUiUrl: appMeta?.spark_ui_url,
          sparkEventlogsUrl: appMeta?.spark_eventlogs_url,
          resolvedVersion: appMeta?.resolved_version,
        },
      },
      timing: {
        queuedSeconds: seconds(run.createTime, run.startTime),
        runningSeconds: seconds(run.startTime, run.completeTime),
        totalSeconds: seconds(run.createTime, run.completeTime),
        coldStart: events?.some((event) => event.eventMeta?.node_preexisted === false),
      },
      cost: { usd: value("COST_USD"), spatialUnits: value("CONSUMED_SPATIAL_UNITS") },
      account: { apiUrl: this.apiUrl, organizationId: this.organization.id },
    };
    // Pulumi cannot carry undefined, and nulls would only fill the state.
    return JSON.parse(JSON.stringify(outs, (_, item) => item ?? undefined));
  }

  async request(method, path, body) {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${this.apiUrl}${path}`, {
        method,
        headers: { "x-api-key": this.apiKey, "content-type": "application/json" },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      if (response.ok) return response.json();
      const isTemporary = response.status === 429 || (method === "GET" && response.status >= 500);
      if (!isTemporary || attempt === MAX_ATTEMPTS) {
        throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
    }
  }
}

/** One for all resources, so that its text is made once. */
const provider = new JobRunProvider();

class JobRun extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    const outputs = {
      runId: undefined,
      runName: undefined,
      status: undefined,
      createTime: undefined,
      startTime: undefined,
      completeTime: undefined,
      effective: undefined,
      triggeredBy: undefined,
      kubeApp: undefined,
      timing: undefined,
      cost: undefined,
      account: undefined,
    };
    const stackName = `${pulumi.getProject()}-${pulumi.getStack()}`;
    super(provider, name, { name: `${stackName}-${name}`, ...outputs, ...args }, opts);
  }
}

module.exports = { JobRun };
