import { DEFAULT_ACCOUNT } from "../../../emulator";
import { resourcesOf } from "../../harness/engine";
import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  resource,
  submissions,
  TYPE_CHECKED,
} from "./example-stack";

const EMEA = {
  ...DEFAULT_ACCOUNT,
  apiKey: "canary-emea-8f21",
  userId: "user-emea",
  organizationId: "organization-emea",
};
const NEXT_KEY = "canary-emea-next";

describe("examples/plugin-typescript", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    const accounts = [DEFAULT_ACCOUNT, EMEA, { ...EMEA, apiKey: NEXT_KEY }];
    example = await openExample("plugin-typescript", { accounts });
    await example.stack.setConfig("emeaKey", EMEA.apiKey, { secret: true });
  });
  afterEach(() => example.dispose());

  it("runs a job in each of two accounts, recorded with its line of the program, and none when a key changes", async () => {
    const { emulator, stack, newRunRequests } = example;
    const up = await stack.up(TYPE_CHECKED);
    expectSuccess(up);
    expect(changes(up)).toEqual({ create: 4 });
    const requests = newRunRequests();
    const started = requests.filter(({ method, path }) => method === "POST" && path === "/runs");
    expect(started).toHaveLength(2);
    const bodyOf = (key: string): unknown => submissions(started.filter(({ apiKey }) => apiKey === key))[0];
    expect(bodyOf(DEFAULT_ACCOUNT.apiKey)).toMatchObject({ name: automaticName("tiles") });
    expect(bodyOf(EMEA.apiKey)).toMatchObject({ name: automaticName("tiles-emea") });
    expect(started.find(({ apiKey }) => apiKey === EMEA.apiKey)?.query).toMatchObject({
      region: "aws-eu-west-1",
    });
    const state = await stack.exportState();
    const lineOf = (name: string): unknown => resourcesOf(state, name)[0]?.["sourcePosition"];
    expect([lineOf("tiles"), lineOf("tiles-emea")]).toEqual([
      expect.stringMatching(/index\.ts#12,/),
      expect.stringMatching(/index\.ts#19,/),
    ]);
    const [tiles, tilesEmea] = [resource(state, "tiles"), resource(state, "tiles-emea")];
    expect(await stack.outputs()).toEqual({
      runId: tiles.id,
      status: "COMPLETED",
      emeaRegion: "aws-eu-west-1",
      emeaStatus: "COMPLETED",
    });

    // The function asks each time; the resources do not.
    expectSuccess(await stack.up({ args: ["--expect-no-changes"] }));
    const asked = lines(newRunRequests());
    expect(asked.filter((line) => !line.includes(tilesEmea.id))).toEqual([]);
    expect(asked.filter((line) => !line.startsWith("GET "))).toEqual([]);

    await stack.setConfig("emeaKey", NEXT_KEY, { secret: true });
    const rotated = await stack.up();
    expectSuccess(rotated);
    expect(changes(rotated)).toEqual({ update: 1, same: 3 });
    expect(submissions(newRunRequests())).toEqual([]);

    const states = JSON.stringify([state, await stack.exportState()]);
    expectSuccess(await stack.destroy());
    expect(emulator.runs()).toHaveLength(2);
    for (const { all, rawEvents } of [up, rotated]) expect(all + rawEvents).not.toMatch(/canary-/);
    expect(states).not.toMatch(/canary-/);
  });
});
