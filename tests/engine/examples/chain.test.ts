import { appendFileSync } from "node:fs";
import path from "node:path";
import {
  automaticName,
  changes,
  type ExampleStack,
  expectSuccess,
  lines,
  openExample,
  resource,
  submissions,
} from "./example-stack";

describe("examples/chain", () => {
  let example: ExampleStack;
  beforeEach(async () => {
    example = await openExample("chain");
  });
  afterEach(() => example.dispose());

  it("x", async () => {
    const { stack, newRunRequests } = example;
    const up = await stack.up({ withPreview: true });
    console.log(up.all);
    console.log(
      JSON.stringify(
        example.emulator.requests.map(({ method, path, query, body }) => ({ method, path, query, body })),
        null,
        1,
      ),
    );
    console.log(JSON.stringify(await stack.exportState(), null, 1));
    newRunRequests();
    const again = await stack.up();
    console.log(again.all, changes(again), lines(newRunRequests()));
    appendFileSync(path.join(stack.dir, "ingest.py"), "# more\n");
    const pre = await stack.preview();
    console.log(pre.all, changes(pre), lines(newRunRequests()));
    const third = await stack.up();
    console.log(third.all, changes(third), lines(newRunRequests()));
    const d = await stack.destroy();
    console.log(d.all, changes(d), lines(newRunRequests()));
  });
});
