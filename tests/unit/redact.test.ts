import { REDACTED, redactDeep, redactor } from "../../provider/redact";

const SECRET = 'p"ss wörd/\\?';

describe("redactor", () => {
  it.each([
    ["as it is", SECRET],
    ["JSON-escaped", JSON.stringify(SECRET).slice(1, -1)],
    ["URL-encoded", encodeURIComponent(SECRET)],
    ["as Python writes JSON", 'p\\"ss w\\u00f6rd/\\\\?'],
    ["URL-encoded in lower case", "p%22ss%20w%c3%b6rd%2f%5c%3f"],
    ["form-encoded", "p%22ss+w%C3%B6rd%2F%5C%3F"],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64 for URLs", Buffer.from(SECRET).toString("base64url")],
  ])("hides a secret %s, each time", (_form, text) => {
    expect(redactor([SECRET])(`<${text}|${text}>`)).toBe(`<${REDACTED}|${REDACTED}>`);
  });

  it("leaves values under four characters alone", () => {
    expect(redactor(["abc", "", "1"])("abc 1")).toBe("abc 1");
    expect(redactor(["abcd"])("abcd")).toBe(REDACTED);
  });

  it("hides the longest first, so that no end of a secret is left", () => {
    expect(redactor(["token", "token-and-more"])("token-and-more, token")).toBe(`${REDACTED}, ${REDACTED}`);
  });

  it("takes a secret literally, not as a pattern", () => {
    expect(redactor(["a.c$&"])("abc$& a.c$&")).toBe(`abc$& ${REDACTED}`);
  });

  it("takes a lone surrogate", () => {
    expect(redactor(["key\ud800"])("a key\ud800 b")).toBe(`a ${REDACTED} b`);
  });
});

describe("redactDeep", () => {
  it("reaches every string and leaves all else as it is", () => {
    const value = { a: "my token", b: [1, null, "token", { c: "token!" }], d: true };
    expect(redactDeep(value, redactor(["token"]))).toEqual({
      a: `my ${REDACTED}`,
      b: [1, null, REDACTED, { c: `${REDACTED}!` }],
      d: true,
    });
  });
});
