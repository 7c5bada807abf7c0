import * as pulumi from "@pulumi/pulumi";
import { engineValues, secretPaths } from "../../../sdk/registration";
import { UNKNOWN_SENTINELS } from "../../../wire/pulumi-values";

/** The plain value behind an argument tree, resolved as the engine would. */
function resolved(value: unknown): Promise<unknown> {
  const output = pulumi.output(value) as pulumi.Output<unknown>;
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

describe("engineValues", () => {
  it("writes dates as ISO text, behind promises and outputs too", async () => {
    const date = new Date("2026-01-02T03:04:05.678Z");
    const text = "2026-01-02T03:04:05.678Z";
    const values = engineValues({
      a: date,
      b: [Promise.resolve(date)],
      c: pulumi.output(1).apply(() => date),
    });
    expect(await resolved(values)).toEqual({ a: text, b: [text], c: text });
  });

  it.each<[string, unknown, string]>([
    ["not a number", Number.NaN, "is not a finite number"],
    ["infinite", Number.POSITIVE_INFINITY, "is not a finite number"],
    ["an integer that loses digits", 2 ** 53, "is too large"],
    ["a BigInt", 1n, "is a BigInt"],
    ["a Map, whose changes would not be seen", new Map([["a", 1]]), "is a Map"],
    ["a Set", new Set(["a"]), "is a Set"],
    ["a URL", new URL("https://wherobots.test"), "is a URL"],
    ["a function", () => 1, "is a function"],
    ["a symbol", Symbol("x"), "is a symbol"],
    ["half of an emoji, which was dropped on the way", "cut \ud83d", "contains half of a surrogate pair"],
    ["a date that is none", new Date("never"), "is not a valid date"],
  ])("refuses what is %s, and says where", (_what, value, reason) => {
    const args = { runPython: { args: ["a", value] } };
    expect(() => engineValues(args)).toThrow(pulumi.RunError);
    expect(() => engineValues(args)).toThrow(`runPython.args.1: ${reason}`);
  });

  it.each([...UNKNOWN_SENTINELS])(
    "refuses %s, which the engine would leave out, and takes it as a key",
    async (text) => {
      const reason = "is the text by which Pulumi marks a value that is not known yet";
      expect(() => engineValues({ triggers: { a: [text] } })).toThrow(`triggers.a.0: ${reason}`);
      const { late } = engineValues({ late: Promise.resolve(text) }) as { late: Promise<unknown> };
      await expect(late).rejects.toThrow(reason);
      expect(engineValues({ triggers: { [text]: "x", y: `${text}.`, z: text.toUpperCase() } })).toEqual({
        triggers: { [text]: "x", y: `${text}.`, z: text.toUpperCase() },
      });
    },
  );

  it("refuses the same behind a promise", async () => {
    const { late } = engineValues({ late: Promise.resolve({ x: Number.NaN }) }) as { late: Promise<unknown> };
    await expect(late).rejects.toThrow("late.x: is not a finite number");
  });

  it("keeps a secret leaf the only secret", async () => {
    const args = { plain: "p", token: pulumi.secret("s"), list: ["x", pulumi.secret("y")] };
    const values = engineValues(args) as typeof args;
    expect(values.plain).toBe("p");
    expect(values.list[0]).toBe("x");
    expect(await pulumi.isSecret(values.token)).toBe(true);
    expect(await pulumi.isSecret(values.list[1] as pulumi.Output<string>)).toBe(true);
    expect(await secretPaths(values)).toEqual([["token"], ["list", 1]]);
  });
});

describe("secretPaths", () => {
  it("finds each, at every depth, behind promises and in whole lists", async () => {
    const args = {
      name: pulumi.secret("n"),
      runPython: { uri: "x", args: ["--token", pulumi.secret("t")] },
      environment: Promise.resolve({ sparkConfigs: { "spark.key": pulumi.secret("k") } }),
      triggers: pulumi.secret({ all: "of it" }),
    };
    expect(await secretPaths(args)).toEqual([
      ["name"],
      ["runPython", "args", 1],
      ["environment", "sparkConfigs", "spark.key"],
      ["triggers"],
    ]);
  });

  it("takes an output for secret as a whole when something inside it is", async () => {
    expect(await secretPaths({ a: pulumi.output({ b: pulumi.secret("x"), c: "y" }) })).toEqual([["a"]]);
  });
});
