import fc from "fast-check";
import { nearest } from "../../provider/text/did-you-mean";
import { REDACTED, redactor } from "../../provider/text/redact";
import { canonicalJson } from "../../provider/values";
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

describe("canonicalJson", () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, item]) => [key, reversed(item)]),
    );
  };

  it("is the same for keys in any order", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(canonicalJson(reversed(value)))).toBe(JSON.stringify(canonicalJson(value)));
      }),
    );
  });
});

describe("plainJson", () => {});

it("nearest never throws, and names only what is known", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string()), fc.array(fc.string()), (word, known) => {
      expect([...known, undefined]).toContain(nearest(word, known));
    }),
  );
});
