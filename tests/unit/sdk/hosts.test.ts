import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as dynamicHost from "../../../sdk";
import * as pluginHost from "../../../sdk/plugin";
import { type Asked, asked } from "../../support/context/registered";

const HOSTS = [
  { host: "dynamic", classes: dynamicHost, other: "wherobots:index" },
  { host: "plugin", classes: pluginHost, other: "pulumi-nodejs:dynamic/wherobots" },
];
const ARGS = { runPython: { uri: "s3://bucket.test/a.py" } };

/** As under a real engine, which always knows an organisation. */
function inStack(program: () => unknown): Promise<Asked> {
  return asked(program, undefined, "organization");
}

function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

/** The one resource of this name. */
function named(name: string, all: RegisterResourceRequest[]): RegisterResourceRequest {
  const found = all.filter((request) => request.getName() === name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe.each(HOSTS)("a class of the $host host", ({ classes, other }) => {
  it("is known in the other host as all that it was before, unless that is said with its type", async () => {
    const urn = `urn:pulumi:stack::project::${other}:JobRun::urn`;
    const { registered } = await inStack(() => {
      const parent = new classes.JobRun("parent", ARGS);
      new classes.JobRun("a", ARGS, {
        parent,
        aliases: [
          urn,
          { type: "test:index:Job" },
          pulumi.output({ name: "later" }),
          { parent: pulumi.rootStackResource },
        ],
      });
    });
    const known = named("a", registered)
      .getAliasesList()
      .map((alias) => alias.getSpec()?.toObject() ?? alias.getUrn());
    const below = expect.stringMatching(/::parent$/);
    const type = `${other}:JobRun`;
    expect(known).toEqual([
      urn,
      expect.objectContaining({ type: "test:index:Job" }),
      expect.objectContaining({ name: "later", type: "", parenturn: below }),
      expect.objectContaining({ name: "", type: "", noparent: true }),
      expect.objectContaining({ name: "", type, parenturn: below }),
      // Once more, as the engine takes it.
      expect.objectContaining({ type: "test:index:Job" }),
      expect.objectContaining({ name: "later", type, parenturn: below }),
      expect.objectContaining({ name: "", type, noparent: true }),
    ]);
  });

  it("waits for no other child of the component that it belongs to, which waits for it in turn", async () => {
    const recorded = { runId: "r1", runName: "a-1", status: "COMPLETED" };
    const outputs = ["a", "b"].map((name) => [
      `urn:pulumi:stack::project::acme:Maps$wherobots:index:JobRun::${name}`,
      { ...recorded, runName: name },
    ]);
    const state = { outputs: Object.fromEntries(outputs.map(([urn, value]) => [urn, { outputs: value }])) };
    const { registered } = await asked(
      () => {
        const parent = new pulumi.ComponentResource("acme:Maps", "maps");
        new classes.JobRun("a", ARGS, { parent });
        new classes.JobRun("b", ARGS, { parent });
      },
      { "pulumi:pulumi:readStackResourceOutputs": state },
      "organization",
    );
    for (const name of ["a", "b"]) {
      expect(named(name, registered).getObject()?.toJavaScript()).toHaveProperty("__recordedRun");
      expect(named(name, registered).getDependenciesList()).toEqual([]);
    }
  });
});

describe("what reaches the plugin", () => {
  it("is a provider's credentials as secrets, though the program did not say so", async () => {
    const settings = { region: "aws-eu-west-1", maxRequestsPerSecond: 2 };
    const { registered } = await inStack(
      () =>
        new pluginHost.Provider("emea", { apiKey: "key", accessToken: pulumi.secret("token"), ...settings }),
    );
    const request = named("emea", registered);
    expect(request.getType()).toBe("pulumi:providers:wherobots");
    expect(request.getAdditionalsecretoutputsList()).toEqual(["apiKey", "accessToken"]);
    const credentials = { apiKey: secret("key"), accessToken: secret("token") };
    expect(request.getObject()?.toJavaScript()).toEqual({ ...credentials, ...settings });
  });
});

it.each(HOSTS)("a user's own test of a program needs no organisation ($host)", async ({ classes }) => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
    call: ({ inputs }) => inputs as object,
  });
  const job = new classes.JobRun("a", ARGS);
  const end = new classes.RunCompletion("end", { runId: job.runId });
  expect(await resolved(pulumi.all([job.runId, end.runId]))).toEqual(["a-id", "a-id"]);
});

it("both hosts give out the same constants", () => {
  for (const name of ["Region", "RunStatus", "Runtime"] as const) {
    expect(pluginHost[name]).toBe(dynamicHost[name]);
  }
});

/** A value as Pulumi marks it on the wire. */
function secret(value: string): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}
