import { describeUnless } from "./describe-unless";
import { createStack, type EngineStack } from "./engine";
import { whyNoPython } from "./python";

describe("a project in YAML", () => {
  let stack: EngineStack;
  beforeAll(async () => {
    stack = await createStack({ program: { yaml: "outputs:\n  answer: 41\n" } });
  });
  afterAll(() => stack.dispose());

  it("runs, and runs another program afterwards", async () => {
    expect((await stack.up()).exitCode).toBe(0);
    expect(await stack.outputs()).toEqual({ answer: 41 });
    stack.writeProgram("outputs:\n  answer: 42\n");
    expect((await stack.up()).exitCode).toBe(0);
    expect(await stack.outputs()).toEqual({ answer: 42 });
  });
});

describeUnless(whyNoPython(), "a project in Python", () => {
  let stack: EngineStack;
  beforeAll(async () => {
    stack = await createStack({ program: { python: "import pulumi\npulumi.export('answer', 41)\n" } });
  });
  afterAll(() => stack.dispose());

  it("runs, and hands back a program that fails as an outcome", async () => {
    expect((await stack.up()).exitCode).toBe(0);
    expect(await stack.outputs()).toEqual({ answer: 41 });
    stack.writeProgram("raise ValueError('no such luck')\n");
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(failed.all).toContain("ValueError: no such luck");
  });
});
