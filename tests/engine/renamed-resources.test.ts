import { resourcesOf } from "../support/engine/engine";
import { expectExit, fixtureForAll, OK } from "../support/engine/fixture";

const HEAD = 'const pulumi = require("@pulumi/pulumi"); const wherobots = require("pulumi-wherobots");';
const ARGS = `{ runPython: { uri: "${OK}" } }`;

describe("a resource that is renamed or moved starts no run,", () => {
  let ids: { renamed: unknown; child: unknown };
  /** Where the kept line of each run went. */
  let announced: string[];
  const fixture = fixtureForAll(`${HEAD}
      const renamed = new wherobots.JobRun("renamed", ${ARGS});
      new wherobots.JobRun("user", { runPython: { uri: "${OK}", args: [renamed.runId] } });
      new wherobots.JobRun("child", ${ARGS});
      new wherobots.JobRun("inner", ${ARGS}, { parent: new wherobots.JobRun("outer", ${ARGS}) });
    `);
  beforeAll(async () => {
    const up = expectExit(await fixture.stack.up(), "zero");
    announced = up.events.flatMap(({ diagnosticEvent: event }) =>
      event?.message.startsWith("submitted as run") ? [event.urn ?? ""] : [],
    );
    ids = {
      renamed: (await fixture.outputsOf("renamed"))["id"],
      child: (await fixture.outputsOf("child"))["id"],
    };
    fixture.requests();
  });

  const moved = (name: string): string => `${HEAD}
    class Group extends pulumi.ComponentResource {
      constructor(name) { super("test:index:Group", name); }
    }
    const group = new Group("group");
    const renamed = new wherobots.JobRun("${name}", ${ARGS}, { aliases: [{ name: "renamed" }] });
    new wherobots.JobRun("user", { runPython: { uri: "${OK}", args: [renamed.runId] } });
    new wherobots.JobRun("child", ${ARGS}, { parent: group, aliases: [{ parent: pulumi.rootStackResource }] });
  `;

  it("shows its lines on its own row, also below a parent of the same type", async () => {
    const urns = resourcesOf(await fixture.stack.exportState(), "JobRun").map(({ urn }) => urn);
    expect(urns.some((urn) => urn.includes("JobRun$pulumi-nodejs:dynamic/wherobots:JobRun::inner"))).toBe(
      true,
    );
    expect([...announced].sort()).toEqual([...urns].sort());
  });

  it("by an alias, also where another uses its output, and by another parent", async () => {
    fixture.stack.writeProgram(moved("new-name"));
    expectExit(await fixture.stack.up(), "zero");
    expect(fixture.requests()).toEqual([]);
    expect((await fixture.outputsOf("new-name"))["id"]).toBe(ids.renamed);
    expect((await fixture.outputsOf("child"))["id"]).toBe(ids.child);
  });

  // rule: renames
  it("by pulumi state rename, and by a renamed stack, whose later specs still run once", async () => {
    const { stack } = fixture;
    const urn = resourcesOf(await stack.exportState(), "new-name")[0]?.urn ?? "";
    expectExit(await stack.run(["state", "rename", urn, "newest-name", "--yes"]), "zero");
    stack.writeProgram(moved("newest-name"));
    expectExit(await stack.run(["stack", "rename", "other"]), "zero");
    expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
    expect(fixture.requests()).toEqual([]);
    stack.writeProgram(
      moved("newest-name").replace(ARGS, '{ runPython: { uri: "s3://bucket.test/changed.py" } }'),
    );
    expectExit(await stack.up(), "zero");
    expect(fixture.started()).toEqual(["newest-name", "user"]);
  });
});
