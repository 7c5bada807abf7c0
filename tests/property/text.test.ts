import fc from "fast-check";
import { nearest } from "../../provider/text/did-you-mean";
import { REDACTED, redactor } from "../../provider/text/redact";
import { tries } from "../support/sample";
import { anyText } from "./arbitraries";

const RUNS = tries(2_000);

describe("redactor", () => {
  const encodings: readonly ((secret: string) => string)[] = [
    (secret) => secret,
    (secret) => JSON.stringify(secret).slice(1, -1),
    (secret) => encodeURIComponent(secret.toWellFormed()),
    (secret) => Buffer.from(secret).toString("base64"),
    (secret) => Buffer.from(secret).toString("base64url"),
  ];
  // A secret that is part of its own replacement cannot be told from it.
  const secret = fc
    .oneof(anyText, fc.string({ minLength: 4, maxLength: 12 }))
    .filter((text) => text.length >= 4 && !encodings.some((encode) => REDACTED.includes(encode(text))));

  it("leaves no secret in a text, in any encoding, wherever it stands", () => {
    fc.assert(
      fc.property(secret, fc.nat(), anyText, anyText, (text, pick, before, after) => {
        const encoded = encodings[pick % encodings.length]!(text);
        const shown = redactor([text])(`${before} ${encoded} ${after}`);
        fc.pre(!REDACTED.includes(encoded));
        expect(shown).toContain(REDACTED);
        expect(shown).not.toContain(encoded);
      }),
      RUNS,
    );
  });
});

it("nearest never throws, and names only what is known", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string()), fc.array(fc.string()), (word, known) => {
      expect([...known, undefined]).toContain(nearest(word, known));
    }),
  );
});
