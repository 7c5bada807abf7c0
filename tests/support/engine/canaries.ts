import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { EngineResult } from "./engine";

/*
 * Made-up secrets that are looked for afterwards, each in every form in which a program may have written it. The forms
 * are made here, not by the code that hides them.
 */

/** Signs that JSON, URLs, shells and Python write differently; a key of several lines. */
export const CANARIES = {
  argument: 'canary-arg "4f7a" \\back/slash? it\'s 100%+ <tag>&ümlaut',
  pem: [
    "-----BEGIN MADE-UP KEY-----",
    "Y2FuYXJ5LWZpcnN0LWxpbmUtOTFjMw==",
    "Y2FuYXJ5LXNlY29uZC1saW5lLTU1ZTA=",
    "-----END MADE-UP KEY-----",
  ].join("\n"),
  nested: "canary-spark-8b21",
  failing: "canary-failing-c9d0",
  trigger: "canary-trigger-77e1",
  key: "wbk_canary_key_5d3e",
} as const;

/** A secret as programs write it; each form is long enough to stand in no other text. */
export function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\x00-\x7f]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const lines = secret.split("\n").filter((line) => !line.startsWith("-----"));
  return [secret, ...lines, json, ascii, encodeURIComponent(secret), ...encoded(secret)];
}

/** Base64 as it stands where the secret begins at any of the three places: the part that is the secret's alone. */
function encoded(secret: string): string[] {
  return ["", "a", "ab"].flatMap((before) => {
    const text = Buffer.from(`${before}${secret}`);
    const inside = text.toString("base64").slice(before.length + 1, Math.floor((text.length * 8) / 6));
    return [inside, inside.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** Text in which a program may say a secret: each form, between other words. */
export function echoes(secret: string): string[] {
  return [
    ...secret.split("\n").map((line) => `line: ${line}`),
    `json ${JSON.stringify({ token: secret })} url ?t=${encodeURIComponent(secret)}`,
    ...["", "a", "ab"].map(
      (before) => `b64 ${Buffer.from(`${before}${secret} and more`).toString("base64")}`,
    ),
  ];
}

/** Each canary that stands in the text in any form, with what is around it. */
export function leaked(text: string): string[] {
  return Object.values(CANARIES)
    .flatMap(formsOf)
    .map((form) => [form, text.indexOf(form)] as const)
    .filter(([, index]) => index >= 0)
    .map(([form, index]) => `${form} in ${text.slice(Math.max(0, index - 100), index + form.length + 100)}`);
}

/** Everything in the files of a folder, at any depth. */
export async function textOfFiles(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const texts = files.map((file) => readFile(path.join(file.parentPath, file.name), "latin1"));
  return (await Promise.all(texts)).join("\n");
}

/**
 * What was printed and logged. Left out are the debug lines that Pulumi's own runtime writes of every resource of
 * every provider, with secrets in clear (SECURITY.md says so).
 */
export function shown({ all, rawEvents }: EngineResult): string {
  return (
    all +
    rawEvents
      .split("\n")
      .filter((line) => !line.includes('"severity":"debug"'))
      .join("\n")
  );
}
