import type { Identity } from "../../../../provider/lifecycle";
import type { JobRunInputs } from "../../../../provider/resources/job-run/inputs";
import {
  attemptName,
  automaticName,
  ofResource,
  ofWish,
  stackPattern,
  wishPattern,
} from "../../../../provider/resources/job-run/name";
import { Session } from "../../../../provider/session";
import { CONFIG, IDENTITY, offlineContext } from "../../lifecycle-context";

const INPUTS: JobRunInputs = { runPython: { uri: "s3://bucket/job.py", args: ["--token", "s3cret"] } };

function named(logical: string): Identity {
  return { ...IDENTITY, path: `JobRun::${logical}` };
}

function name(inputs: JobRunInputs = INPUTS, identity: Identity = IDENTITY, random = Math.random): string {
  return automaticName(inputs, { ...offlineContext(identity), random });
}

function wish(inputs: JobRunInputs, identity: Identity = IDENTITY): string {
  return wishPattern(inputs, offlineContext(identity));
}

describe("the automatic name", () => {
  it("is logical name, wish, nonce and stack", () => {
    expect(name()).toMatch(/^tiles-[a-z0-9]{8}-[a-z0-9]{5}0-[a-z0-9]{6}$/);
  });

  it.each(["x", "", "a b/c:d", "ünïcode-😀", "y".repeat(255), "a::b"])(
    "of %j is one that the API takes",
    (logical) => {
      const text = name(INPUTS, named(logical));
      expect(text).toMatch(/^[a-zA-Z0-9_\-.]{8,255}$/);
      expect(ofWish(INPUTS, offlineContext(named(logical)))(text)).toBe(true);
    },
  );

  it("is another one each time, and found by both patterns", () => {
    expect(name()).not.toBe(name());
    const [before, after] = wish(INPUTS).split("*") as [string, string];
    const text = name();
    expect(text.startsWith(before) && text.endsWith(after)).toBe(true);
    expect(text.endsWith(stackPattern(IDENTITY).slice(1))).toBe(true);
  });

  it.each(["organization", "project", "stack"] as const)("ends otherwise in another %s", (part) => {
    expect(stackPattern({ ...IDENTITY, [part]: "other" })).not.toBe(stackPattern(IDENTITY));
  });

  it("has other wishes under other parents", () => {
    expect(wish(INPUTS, { ...IDENTITY, path: "acme:Maps$JobRun::tiles" })).not.toBe(wish(INPUTS));
  });
});

describe("the wish in it", () => {
  it.each<[string, Partial<JobRunInputs>]>([
    ["the script", { runPython: { uri: "s3://bucket/other.py" } }],
    ["an argument", { runPython: { uri: "s3://bucket/job.py", args: ["--token", "other"] } }],
    ["the region", { region: "aws-eu-west-1" }],
    ["a trigger", { triggers: { commit: "a" } }],
    ["the environment", { environment: { sparkConfigs: { a: "1" } } }],
  ])("is another for a change of %s", (_what, change) => {
    expect(wish({ ...INPUTS, ...change })).not.toBe(wish(INPUTS));
  });

  it.each<[string, Partial<JobRunInputs>]>([
    ["the timeout", { timeoutSeconds: 60 }],
    ["the wait", { wait: { until: "submitted" } }],
    ["what is repeated", { rerun: { max: 9 }, retry: { maxAttempts: 9 }, adopt: "never" }],
    ["when it runs", { runOn: "triggers" }],
  ])("is the same for a change of %s", (_what, change) => {
    expect(wish({ ...INPUTS, ...change })).toBe(wish(INPUTS));
  });

  it("is the same whether defaults are said or not", () => {
    const said: JobRunInputs = {
      runPython: { uri: "s3://x" },
      environment: { sparkConfigs: {}, dependencies: [] },
      triggers: {},
    };
    expect(wish({ ...said, runPython: { uri: "s3://x", args: [] } })).toBe(
      wish({ runPython: { uri: "s3://x" } }),
    );
  });

  it("is the same whatever the order of keys", () => {
    expect(wish({ ...INPUTS, triggers: { a: 1, b: { c: 2, d: 3 } } })).toBe(
      wish({ ...INPUTS, triggers: { b: { d: 3, c: 2 }, a: 1 } }),
    );
  });

  it("seals secrets with the credential: another secret is another wish, and the name tells nothing without the key", () => {
    const sealed = (secret: string, key: string): string => {
      const config = { ...CONFIG, credential: { kind: "apiKey", value: key } as const };
      const session = new Session({
        config: () => config,
        connect: () => {
          throw new Error("nothing is sent");
        },
        startedAtMs: 0,
      });
      const inputs = {
        runPython: { uri: "s3://bucket/job.py", args: [secret] },
        __secretPaths: [["runPython", "args", 0]],
      };
      return wishPattern(inputs, { ...offlineContext(), session });
    };
    expect(sealed("one", "wbk_a")).toBe(sealed("one", "wbk_a"));
    expect(sealed("one", "wbk_a")).not.toBe(sealed("two", "wbk_a"));
    expect(sealed("one", "wbk_a")).not.toBe(sealed("one", "wbk_b"));
  });

  it("leaves secrets out without a credential, at every depth: their hash could be guessed", () => {
    const secret = (args: string[], __secretPaths: (string | number)[][]): JobRunInputs => ({
      runPython: { uri: "s3://bucket/job.py", args },
      __secretPaths,
    });
    const paths = [["runPython", "args", 1]];
    expect(wish(secret(["--token", "one"], paths))).toBe(wish(secret(["--token", "two"], paths)));
    expect(wish(secret(["--t", "one"], paths))).not.toBe(wish(secret(["--token", "one"], paths)));
    expect(wish(secret(["a"], [["runPython"]]))).toBe(wish(secret(["b"], [["runPython"]])));
  });
});

describe("runs of another resource", () => {
  it.each([
    [
      "a name that begins with the same 200 letters",
      named(`${"n".repeat(300)}a`),
      named(`${"n".repeat(300)}b`),
    ],
    ["a name that differs in one such letter", named("läufe"), named("lüufe")],
    ["the same name under another parent", IDENTITY, { ...IDENTITY, path: "acme:Maps$JobRun::tiles" }],
  ])("with %s were taken for an earlier wish of this one", (_what, one, other) => {
    expect(ofResource(offlineContext(one))(name(INPUTS, one))).toBe(true);
    expect(ofResource(offlineContext(other))(name(INPUTS, one))).toBe(false);
    expect(ofResource(offlineContext(one))(name(INPUTS, other))).toBe(false);
    expect(ofWish(INPUTS, offlineContext(other))(name(INPUTS, one))).toBe(false);
  });
});

describe("ofWish", () => {
  it.each([
    ["with a longer middle", (text: string) => text.replace("-abcde0-", "-abcde00-")],
    ["with capitals in the middle", (text: string) => text.replace("-abcde0-", "-ABCDE0-")],
    ["with something before it", (text: string) => `x${text}`],
    ["with something after it", (text: string) => `${text}x`],
  ])("is false of a name %s", (_what, change) => {
    const text = wish(INPUTS).replace("*", "abcde0");
    expect(ofWish(INPUTS, offlineContext())(text)).toBe(true);
    expect(ofWish(INPUTS, offlineContext())(change(text))).toBe(false);
  });

  it.each(["", "*", "tiles", "tiles-"])("is false of %j", (text) => {
    expect(ofWish(INPUTS, offlineContext())(text)).toBe(false);
  });
});

describe("attemptName", () => {
  it("counts in the last letter of the nonce", () => {
    const first = "tiles-abcdefgh-ijklm0-nopqrs";
    expect(attemptName(first, 1)).toBe(first);
    expect(attemptName(first, 2)).toBe("tiles-abcdefgh-ijklm1-nopqrs");
    expect(attemptName(first, 11)).toBe("tiles-abcdefgh-ijklma-nopqrs");
    expect(attemptName(attemptName(first, 5), 2)).toBe(attemptName(first, 2));
  });

  it("stays a name of the same wish and resource", () => {
    const first = name();
    const third = attemptName(first, 3);
    expect(third).not.toBe(first);
    expect(ofWish(INPUTS, offlineContext())(third)).toBe(true);
    expect(ofResource(offlineContext())(third)).toBe(true);
    expect(ofResource(offlineContext(named("tile")))(third)).toBe(false);
  });
});
