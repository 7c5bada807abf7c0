import { ConfigurationError } from "../../../provider/api/errors";
import { toEngineError } from "../../../provider/hosts/engine-errors";
import { UserError } from "../../../provider/resource";
import { redactor } from "../../../provider/text/redact";
import { safeText } from "../../../provider/text/safe-line";
import { activeIn } from "../../support/inert-text";

const redact = redactor(["hunter2-secret"]);
const HOSTILE = "a\u001b[31m\n::error::b hunter2-secret <{%none%}>";

/** A fault inside, as a wrong assumption makes it. */
function fault(): Error {
  return new TypeError(`cannot read ${HOSTILE}\n    at hunter2-secret`);
}

describe("what leaves for the engine", () => {
  it("of a fault has the place where it happened, no secret and nothing active", () => {
    const { message, stack = "" } = toEngineError(fault(), redact);
    expect(message).toMatch(
      /^internal error in pulumi-wherobots; please report it: cannot read a ::error::b \[secret\] </,
    );
    expect(stack).toMatch(/\n\s+at fault \(.*engine-errors\.test\.ts:\d+:\d+\)/);
    expect(`${message}\n${stack}`).not.toContain("hunter2");
    expect(activeIn(`${message}\n${stack}`)).toEqual([]);
  });

  it.each([new UserError(HOSTILE), new ConfigurationError(HOSTILE)])(
    "of a mistake has no stack: %#",
    (error) => {
      const { message, stack } = toEngineError(error, redact);
      expect(message).toBe("a ::error::b [secret] <{ %none%}>");
      expect(stack).toBe("see the error of the resource");
    },
  );

  it("of several lines stays as many, and no text in them adds one", () => {
    expect(safeText([HOSTILE, "    | b\r\n::stop-commands::x"], redact).split("\n")).toHaveLength(2);
  });
});
