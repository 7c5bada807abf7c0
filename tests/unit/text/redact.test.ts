import { REDACTED, redactDeep, redactor } from "../../../provider/text/redact";

const SECRET = 'p"ss wörd/\\?';

describe("redactor", () => {
  it.each([
    ["as Python writes JSON", 'p\\"ss w\\u00f6rd/\\\\?'],
    ["URL-encoded in lower case", "p%22ss%20w%c3%b6rd%2f%5c%3f"],
    ["form-encoded", "p%22ss+w%C3%B6rd%2F%5C%3F"],
  ])("hides a secret %s, each time", (_form, text) => {
    expect(redactor([SECRET])(`<${text}|${text}>`)).toBe(`<${REDACTED}|${REDACTED}>`);
  });

  it.each([0, 1, 2, 3])("hides it in the base64 of a longer text, %i bytes from its beginning", (before) => {
    const secret = 'p"ss wörd/\\?, with a lot more';
    const longer = Buffer.from(`${"x".repeat(before)}${secret}: the end`);
    for (const encoding of ["base64", "base64url"] as const) {
      const shown = redactor([secret])(longer.toString(encoding));
      expect(shown).toContain(REDACTED);
      // What is left decodes to its neighbours, and to no more than a byte of its own on either side.
      const [left = "", right = ""] = shown.split(REDACTED);
      expect(left.length).toBeLessThanOrEqual(Math.ceil((before * 8) / 6));
      expect(right.length).toBeLessThanOrEqual(Math.ceil((": the end".length * 8) / 6) + 3);
    }
  });

  it.each([
    ["as Python quotes it", `'line "one"\\nline \\\\two'`, 'line "one"\nline \\two', `'${REDACTED}'`],
    ["as JSON inside of JSON", JSON.stringify(JSON.stringify('a "b" c')), 'a "b" c', `"\\"${REDACTED}\\""`],
    ["as a strict URL encoder writes it", "it%27s%20%28so%29%21%2A", "it's (so)!*", REDACTED],
  ])("hides it %s", (_form, text, secret, shown) => {
    expect(redactor([secret])(text)).toBe(shown);
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
