import fc from "fast-check";
import { matches } from "../../../emulator/wildcard";
import { commonPattern } from "../../../provider/watch/name-pattern";
import { tries } from "../../support/sample";

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
