import type { Problems } from "./problems";
import type { Tree } from "./tree";

/* What looks like a credential has no place in a file that is committed. No message repeats it. */

const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a token of GitHub", /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/],
  ["a token of GitLab", /\bglpat-[\w-]{20,}/],
  ["a token of Slack", /\bxox[abprs]-[\w-]{10,}/],
  ["a token of Pulumi", /\bpul-[0-9a-f]{40}\b/],
  ["a token (JWT)", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/],
  ["a key of Google", /\bAIza[\w-]{35}\b/],
  ["an address with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@$]+@/i],
];

const SECRET_NAME = /(?:^|[^a-z])(?:password|passwd|secret|token|(?:api|secret|access)[._-]?key)$/i;
const CAMEL_NAME = /(?:Password|Secret|Token|ApiKey|SecretKey|AccessKey)$/;
const SECRET_FLAG = /^--?(?:[\w-]*-)?(?:password|secret|token|api-?key)=(?!\$\{|$)/i;

/** Says where a file has what looks like a credential. */
export function reportCredentials(tree: Tree, problems: Problems, name = ""): void {
  if (tree.kind === "list") for (const item of tree.items) reportCredentials(item, problems);
  if (tree.kind === "mapping")
    for (const [key, { value }] of tree.entries) reportCredentials(value, problems, key);
  if (tree.kind !== "scalar" || typeof tree.value !== "string") return;
  const what = credentialIn(tree.value, name);
  if (what === undefined) return;
  problems.add(
    tree,
    `this looks like ${what}, and everybody who reads the repository would have it: keep it with ` +
      "`pulumi config set --secret NAME`, and write ${secret.NAME}",
  );
}

function credentialIn(text: string, name: string): string | undefined {
  const form = FORMS.find(([, pattern]) => pattern.test(text));
  if (form) return form[0];
  const isNamed = (SECRET_NAME.test(name) || CAMEL_NAME.test(name)) && text !== "" && !text.includes("${");
  return isNamed || SECRET_FLAG.test(text) ? "a secret" : undefined;
}
