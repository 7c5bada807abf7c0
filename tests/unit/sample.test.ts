import { type sampled as Sampled } from "../support/sample";

describe("the cases of a table in a run", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  /** What a test file draws, and the titles of the tests that say what was left out. */
  function drawn(env: Record<string, string>): { kept: number[]; said: string[] } {
    Object.assign(process.env, env);
    const said: string[] = [];
    const skip = jest.spyOn(it, "skip").mockImplementation((title) => void said.push(title));
    let kept: number[] = [];
    jest.isolateModules(() => {
      const { sampled } = jest.requireActual<{ sampled: typeof Sampled }>("../support/sample");
      kept = sampled("numbers", [...Array(100).keys()], { keep: 0.1 });
    });
    skip.mockRestore();
    return { kept, said };
  }

  it("are a sample that can be drawn again, and its size and seed are said", () => {
    const first = drawn({ TEST_SEED: "7", TEST_THOROUGH: "" });
    expect(first.kept).toHaveLength(10);
    expect(first.said).toEqual(["[thorough] 90 left: numbers: 10 of 100 kept (TEST_SEED=7)"]);
    expect(drawn({ TEST_SEED: "7", TEST_THOROUGH: "" })).toEqual(first);
    expect(drawn({ TEST_SEED: "8", TEST_THOROUGH: "" }).kept).not.toEqual(first.kept);
  });

  it("are the others in npm run test:thorough with the seed of an npm test", () => {
    const { kept } = drawn({ TEST_SEED: "7", TEST_THOROUGH: "" });
    const { kept: others } = drawn({ TEST_SEED: "7", TEST_THOROUGH: "rest" });
    expect([...kept, ...others].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });
});
