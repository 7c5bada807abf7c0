import fc from "fast-check";
import { matches } from "../../../emulator/wildcard";
import { commonPattern } from "../../../provider/watch/name-pattern";
import { tries } from "../../support/sample";

it.each([
  [["tiles-1-abc", "tiles-2-abc"], "tiles-*-abc"],
  [["a-wish-x-stack6", "b-wish-y-stack6"], "*-stack6"],
  [["nightly-1", "nightly-22"], "nightly-*"],
  [["same", "same"], "same"],
  [["only"], "only"],
  [["aa", "aaa"], "aa*"],
  [["aba", "aba-aba"], "aba*"],
  [["one", "two"], "*"],
])("%j is %s", (names, pattern) => {
  expect(commonPattern(names)).toBe(pattern);
});

it("fits every name", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const pattern = commonPattern(names);
      expect(names.filter((text) => !matches(pattern, text))).toEqual([]);
    }),
    tries(200),
  );
});
