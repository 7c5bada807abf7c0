import { safeLine, safeLines } from "../../provider/remote-text";

describe("safeLine", () => {
  it.each([
    ["colours", "\u001b[31mred\u001b[0m", "red"],
    ["moves of the cursor", "a\u001b[2Jb\u001b[1;1Hc", "abc"],
    ["titles and links of a terminal", "\u001b]0;title\u0007x\u001b]8;;https://evil.test\u0007y", "xy"],
    ["C1 controls", "a\u009b31mb", "ab"],
    ["carriage returns", "50%\r100%", "50% 100%"],
    ["tabs, backspaces, bells and nulls", "a\tb\bc\u0007d\u0000e", "a b c d e"],
    ["line and paragraph separators", "a\u2028b\u2029c", "a b c"],
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
  ])("gives no orders to a CI runner: %j", (text, expected) => {
    expect(safeLine(text, 100)).toBe(expected);
  });

  it("leaves what only looks similar", () => {
    expect(safeLine("a::b ## heading [1] ##", 100)).toBe("a::b ## heading [1] ##");
  });

  it("cuts a line of megabytes, with an ellipsis, without reading all of it", () => {
    const cut = safeLine("x".repeat(50_000_000), 80);
    expect(cut).toBe(`${"x".repeat(79)}…`);
  });

  it("leaves a line of just the length", () => {
    expect(safeLine("x".repeat(80), 80)).toBe("x".repeat(80));
  });

  it("replaces lone surrogates, those of its own cut too", () => {
    expect(safeLine("a\ud800b", 10)).toBe("a\ufffdb");
    expect(safeLine(`${"x".repeat(8)}😀yz`, 10).isWellFormed()).toBe(true);
  });
});

describe("safeLines", () => {
  it("takes a text apart and drops what is empty", () => {
    expect(safeLines("a\r\n\n \u001b[0m\nb\rc", 10)).toEqual(["a", "b", "c"]);
  });
});
