import type { Proof } from "./proofs";
import { type RuleSection, SECTIONS } from "./rules";

const HEAD = `# Rules, and the tests that prove them

\`npm run generate\` writes this page, from the rules in scripts/proofs/rules.ts and the comments \`// rule: …\` above tests.

## Scenarios

Users of other tools for job runs have reported these faults. Tests name them by their numbers.

1. A submit fails after the run started: it is found by its name.
2. The deployment is killed after the submit: the next \`up\` adopts the run.
3. Nine status requests in a row fail: the wait continues.
4. A run fails: the \`up\` fails, state has the run and its reasons, dependents are not created.
5. \`up\` after a failure: the preview says why, and a new run starts; with \`rerun.on: []\` the failure is reported again.
6. Refresh of a failed run: it stays failed, and the next \`up\` repeats it.
7. Ctrl-C: in the plugin \`up\` ends in seconds; in the dynamic provider the run continues, and the next \`up\` adopts it.
8. The client's limit passes: the run stays in state, and the next \`up\` resumes the wait.
9. A finished run's record expires: no request, no change.
10. An open run is not found or unreadable: an error, and the run stays in state.
11. Only local settings or this package change: no run, no request.
12. The definition changes while the run is active: the run is cancelled first.
13. Destroy: cancels an active run; one that ended or is gone is no error.
14. The server fills in defaults: no change.
15. Unknown statuses, time-outs in either form: the wait continues, and a time-out always reads the same.
16. Secrets in arguments and Spark configuration: in no diff, line, error or log tail.
17. Logs are huge, late, absent or unreadable: the wait continues.
18. Taking over an existing run: nothing starts, and the next preview is clean.
19. The engine repeats a create: it resumes the run it started.
20. A new run is not found at first: tolerated.
`;

/**
 * What is wrong with the proofs; empty if each rule has a test, those that concern money one that `npm test` runs, and each
 * test names rules that there are.
 */
export function problemsOf(proofs: readonly Proof[]): string[] {
  const ids = SECTIONS.flatMap(({ rules }) => Object.keys(rules));
  const proved = rulesOf(proofs);
  const quick = proofs.filter(({ isThorough }) => !isThorough);
  const aboutMoney = SECTIONS.filter((section) => section.isAboutMoney).flatMap(({ rules }) =>
    Object.keys(rules),
  );
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two rules are called ${id}`),
    ...ids.filter((id) => !proved.has(id)).map((id) => `no test proves the rule ${id}`),
    ...aboutMoney
      .filter((id) => proved.has(id) && !rulesOf(quick).has(id))
      .map((id) => `only npm run test:thorough proves the rule ${id}`),
    ...proofs.flatMap(({ file, title, rules }) =>
      rules.filter((id) => !ids.includes(id)).map((id) => `${file}: "${title}" names an unknown rule: ${id}`),
    ),
  ];
}

function rulesOf(proofs: readonly Proof[]): Set<string> {
  return new Set(proofs.flatMap(({ rules }) => rules));
}

/** The page of rules and proofs. */
export function proofsPage(proofs: readonly Proof[]): string {
  return [HEAD, ...SECTIONS.map((section) => sectionOf(section, proofs))].join("\n");
}

function sectionOf({ title, page, rules }: RuleSection, proofs: readonly Proof[]): string {
  const rows = Object.entries(rules).map(([id, rule]) => {
    const tests = proofs.filter((proof) => proof.rules.includes(id)).map(linkOf);
    return `| ${cell(rule)} | ${tests.join("<br>")} |\n`;
  });
  const name = page.replace(/^\.\.\//, "").replace(/#.*/, "");
  return `## ${title}\n\nExplained in [${name}](${page}).\n\n| rule | tests |\n| --- | --- |\n${rows.join("")}`;
}

function linkOf({ file, title, isThorough }: Proof): string {
  const when = isThorough ? " (in `npm run test:thorough`)" : "";
  return `[${file.replace(/^tests\//, "")}](../${file}): ${cell(title)}${when}`;
}

function cell(text: string): string {
  return text.replace(/[|<*_]/g, (character) => `\\${character}`);
}
