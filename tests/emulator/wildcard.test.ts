import fc from "fast-check";
import { matches } from "../../emulator/wildcard";

const TEXT = fc.string({ unit: fc.constantFrom("a", "b", "-", "."), maxLength: 12 });
const PATTERN = fc.string({ unit: fc.constantFrom("a", "b", "-", ".", "*"), maxLength: 8 });

it("agrees with a regular expression", () => {
  fc.assert(
    fc.property(PATTERN, TEXT, (pattern, text) => {
      const expression = pattern.replaceAll(/[-.]/g, "\\$&").replaceAll("*", ".*");
      expect(matches(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text));
    }),
  );
});

it("matches any text made from the pattern", () => {
  fc.assert(
    fc.property(fc.array(TEXT, { minLength: 1, maxLength: 5 }), TEXT, (parts, filling) => {
      expect(matches(parts.join("*"), parts.join(filling))).toBe(true);
    }),
  );
});

it("matches a text without wildcards only with itself", () => {
  fc.assert(
    fc.property(TEXT, TEXT, (pattern, text) => expect(matches(pattern, text)).toBe(pattern === text)),
  );
});

it("stays quick where a regular expression would not", () => {
  const pattern = "*a".repeat(30);
  expect(matches(`${pattern}b`, "a".repeat(100_000))).toBe(false);
});

it("does not remember its position in a global expression", () => {
  const pattern = /a/g;
  expect([matches(pattern, "a"), matches(pattern, "a")]).toEqual([true, true]);
});
