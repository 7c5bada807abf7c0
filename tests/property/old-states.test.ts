import fc from "fast-check";
import { isActive } from "../../provider/api/run-status";
import { RESOURCES } from "../../provider/resources/registry";
import type { Properties } from "../../provider/values";
import { type GoldenState, goldenStates } from "../state/golden-states";
import { jsonAnswer } from "../support/context/stub-client";
import { tries } from "../support/sample";
import { endingOf, HOST_KINDS, isFault, scriptedHost } from "./scripted-host";

/*
 * States as another version may have written them: fields missing or null, of another type, new ones, statuses that
 * this version does not know.
 */

const RUNS = tries(400);

const ALL = goldenStates();
const golden = fc.constantFrom(...ALL);
const change = fc.oneof(
  fc.record({ kind: fc.constant("without" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("null" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("value" as const), at: fc.nat(), value: fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({
    kind: fc.constant("more" as const),
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    value: fc.jsonValue({ maxDepth: 2 }),
  }),
  fc.record({
    kind: fc.constant("status" as const),
    status: fc.constantFrom("HIBERNATING", "RUNNING", "PENDING"),
  }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** A state holds inputs as check accepted them, so they may be absent or null and nothing else. */
function isInput(noun: GoldenState["state"]["noun"], name: string): boolean {
  return RESOURCES[noun].table.rows.some(({ path }) => path.split(".")[0] === name);
}

function changed(
  outputs: Properties,
  { noun }: GoldenState["state"],
  changes: readonly Change[],
): Properties {
  return changes.reduce((state, what) => {
    if (what.kind === "more")
      return { ...(what.value === null ? {} : { [`${what.name}New`]: what.value }), ...state };
    if (what.kind === "status") return { ...state, status: what.status };
    const names = Object.keys(state).filter(
      (name) => name !== "__provider" && (what.kind !== "value" || !isInput(noun, name)),
    );
    const name = names[what.at % names.length] ?? "";
    const rest = Object.fromEntries(Object.entries(state).filter(([key]) => key !== name));
    return what.kind === "without" ? rest : { ...rest, [name]: what.kind === "null" ? null : what.value };
  }, outputs);
}

function answer(url: string, method: string, isThere: boolean): ReturnType<typeof jsonAnswer> {
  const { pathname } = new URL(url);
  if (pathname === "/organization") return jsonAnswer({ id: "org-1" });
  if (pathname === "/users/me") return jsonAnswer({ id: "user-1" });
  if (pathname.endsWith("/logs")) return jsonAnswer({ items: [] });
  if (!isThere) return jsonAnswer({}, 404);
  const status = method === "POST" ? "RUNNING" : "CANCELLED";
  return jsonAnswer({ id: pathname.split("/")[2], name: "n", status, createTime: "2026-01-01T00:00:00Z" });
}

describe.each(HOST_KINDS)("in the %s", (kind) => {
  // rule: old-state
  it("a state that another version wrote is read, compared, updated and deleted, or refused in words", async () => {
    await fc.assert(
      fc.asyncProperty(
        golden,
        fc.array(change, { maxLength: 5 }),
        fc.boolean(),
        async ({ state }, changes, isThere) => {
          const { noun, id, inputs } = state;
          const outputs = changed(state.outputs, state, changes);
          const { host, requests } = scriptedHost(
            noun,
            ({ url, method }) => answer(url, method, isThere),
            kind,
          );
          const endings = [
            await endingOf(host.check(inputs, inputs)),
            await endingOf(host.diff(id, outputs, inputs)),
            await endingOf(host.read(id, outputs)),
            await endingOf(host.update(id, outputs, inputs)),
            await endingOf(host.delete(id, outputs)),
          ];
          expect(endings.filter(isFault)).toEqual([]);
          const { status } = outputs;
          const ended = typeof status === "string" && !isActive(status);
          // What a run cost may be settled later than its end.
          const others = requests.filter(({ url }) => !url.endsWith("/usage/costs"));
          expect((ended ? others : []).map(({ url }) => url)).toEqual([]);
        },
      ),
      RUNS,
    );
  }, 120_000);
});
