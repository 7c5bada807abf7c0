import fc from "fast-check";
import { matches } from "../../emulator/wildcard";
import { tries } from "../support/sample";

const TEXT = fc.string({ unit: fc.constantFrom("a", "b", "-", "."), maxLength: 12 });
const PATTERN = fc.string({ unit: fc.constantFrom("a", "b", "-", ".", "*"), maxLength: 8 });

it("a wildcard agrees with a regular expression", () => {
  const agrees = fc.property(PATTERN, TEXT, (pattern, text) => {
    const expression = pattern.replaceAll(/[-.]/g, "\\$&").replaceAll("*", ".*");
    expect(matches(pattern, text)).toBe(new RegExp(`^${expression}$`).test(text));
  });
  fc.assert(agrees, tries(200));
});

it("a wildcard stays quick where a regular expression would not", () => {
  expect(matches(`${"*a".repeat(30)}b`, "a".repeat(100_000))).toBe(false);
});

it("a global expression is matched from the start each time", () => {
  const pattern = /a/g;
  expect([matches(pattern, "a"), matches(pattern, "a")]).toEqual([true, true]);
});
