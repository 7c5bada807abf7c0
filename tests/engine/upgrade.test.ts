import { type DeployedStack, deployStack, keptStacks, STACK_HOSTS, settledState } from "../state/stack-now";
import { expectExit, operations } from "../support/engine/fixture";
import { itSampled } from "../support/sample";

const KEPT = keptStacks();
const CASES = KEPT.map(({ host, version, text }) => [host, version, text] as const);
/** All that the program declares which has a run, a file or a storage. */
const NAMES = ["batch", "completed", "completion", "file", "storage", "submitted"];

function names(deployed: DeployedStack): (requests: readonly string[]) => string[] {
  const ids = (deployed.state.deployment.resources ?? []).map(({ urn, id = "" }) => [
    id,
    urn.split("::").at(-1),
  ]);
  return (requests) =>
    requests.map((request) =>
      ids.reduce((text, [id = "", name]) => (id ? text.replaceAll(id, `{${name}}`) : text), request),
    );
}

it("each version has kept a stack at both hosts", () => {
  expect(KEPT.length).toBeGreaterThan(0);
  expect(KEPT.map(({ host }) => host)).toEqual(
    KEPT.flatMap((_, at) => STACK_HOSTS[at % STACK_HOSTS.length] ?? []),
  );
});

// rule: old-stack
itSampled("stacks of earlier versions", CASES, { keep: 1 / 2, lines: [([, version]) => version] })(
  "a stack of the %s host that %s deployed previews and refreshes without a change, and is destroyed",
  async (host, _version, text) => {
    const deployed = await deployStack(host);
    try {
      const { stack, emulator } = deployed;
      const state = settledState(text, deployed);
      await stack.importState(state);
      const before = emulator.requests.length;
      const since = (): string[] =>
        emulator.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
      // A cost that was not settled is asked for by a POST.
      const changing = (): string[] =>
        names(deployed)(since().filter((request) => !/^GET |^POST \/usage\/costs$/.test(request)));

      const preview = expectExit(await stack.preview({ args: ["--expect-no-changes", "--diff"] }), "zero");
      expect(operations(preview)).toMatchObject(Object.fromEntries(NAMES.map((name) => [name, ["same"]])));
      expectExit(await stack.refresh({ args: ["--expect-no-changes"] }), "zero");
      expectExit(await stack.up({ args: ["--expect-no-changes"] }), "zero");
      expect(changing()).toEqual([]);

      expectExit(await stack.destroy(), "zero");
      expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
      const deleted = ["DELETE /storage/store-org-1/files/", "DELETE /storage/{storage}"];
      expect(changing().sort()).toEqual(deleted.map((start) => expect.stringContaining(start) as string));
      expect(emulator.files()).toEqual([]);
    } finally {
      await deployed.dispose();
    }
  },
);
