import { redactor } from "../../../provider/text/redact";
import { safeLine } from "../../../provider/text/safe-line";

describe("safeLine", () => {
  it.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["moves of the cursor", "a\u001b[2Jb\u001b[1;1Hc", "abc"],
    ["titles and links of a terminal", "\u001b]0;title\u0007x\u001b]8;;https://evil.test\u0007y", "xy"],
    ["C1 controls", "a\u009b31mb", "ab"],
    ["carriage returns", "50%\r100%", "50% 100%"],
    ["tabs, backspaces, bells and nulls", "a\tb\bc\u0007d\u0000e", "a b c d e"],
    ["line and paragraph separators", "a\u2028b\u2029c", "a b c"],
    ["what is not seen", "a\u200bb\ufeffc\u00add\ufe0fe\u{e0041}f\u2060g\u3164h\ufffai", "abcdefghi"],
    ["a flood of marks", `a${"\u0301".repeat(50)}b`, `a${"\u0301".repeat(8)}b`],
    ["marks of direction", "abc\u202edcba\u202c\u2066x\u2069\u200f\u061c", "abcdcbax"],
  ])("takes out %s", (_what, text, expected) => {
    expect(safeLine(text, 100)).toBe(expected);
  });

  it.each([
    ["::set-output name=x::y", ": :set-output name=x::y"],
    ["  ::error::no", "  : :error::no"],
    ["\u001b[0m::warning::no", ": :warning::no"],
    ["\u202e::add-mask::no", ": :add-mask::no"],
    ["\n::stop-commands::x", " : :stop-commands::x"],
    ["##vso[task.setvariable variable=x]y", "# #vso[task.setvariable variable=x]y"],
    ["text ##[error]no", "text # #[error]no"],
    ["###[group]no", "## #[group]no"],
    ["##TeamCity[x]", "# #TeamCity[x]"],
    ["#\u202e#[error]no", "# #[error]no"],
    ["#\u001b[1m#vso[x]", "# #vso[x]"],
    ["a::b ## heading [1] ##", "a::b ## heading [1] ##"],
  ])("gives no orders to a CI runner: %j", (text, expected) => {
    expect(safeLine(text, 100)).toBe(expected);
  });

  it("makes the colours of Pulumi's own texts plain: the engine panics at one that it does not know", () => {
    expect(safeLine("<{%fg 1%}>x<{%none%}> <{\u200b%", 100)).toBe("<{ %fg 1%}>x<{ %none%}> <{ %");
  });

  it("hides a secret that the cut, or something invisible, would part", () => {
    const redact = redactor(["my-secret"]);
    expect(safeLine("so my-secret", 8, redact)).toBe("so [sec…");
    expect(safeLine("so my-\u001b[1msecret\u200b", 80, redact)).toBe("so [secret]");
    expect(safeLine("##my-secret", 80, redact)).toBe("# #[secret]");
  });

  it("cuts a line of megabytes, with an ellipsis, without reading all of it", () => {
    const cut = safeLine("x".repeat(50_000_000), 80);
    expect(cut).toBe(`${"x".repeat(79)}…`);
    expect(safeLine("x".repeat(80), 80)).toBe("x".repeat(80));
  });

  it.each(["\u0000a", "\u001b]0;", "\u0301", "##[a", "<{%", " ", ":"])(
    "takes a megabyte of %j in no time",
    (piece) => {
      const text = piece.repeat(1_000_000 / piece.length);
      const began = performance.now();
      safeLine(text, 10_000, redactor(["some-secret-value"]));
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );

  it("replaces lone surrogates, those of its own cut too", () => {
    expect(safeLine("a\ud800b", 10)).toBe("a\ufffdb");
    expect(safeLine(`${"x".repeat(8)}😀yz`, 10).isWellFormed()).toBe(true);
  });
});
