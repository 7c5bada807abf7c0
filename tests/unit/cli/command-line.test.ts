import { execFileSync } from "node:child_process";
import { PROGRAM } from "../../../cli/command";
import { COMMAND_LINE } from "../../../cli/commands";
import { command } from "../../support/command";

const names = Object.keys(COMMAND_LINE.commands);

it.each([
  [[], "usage:"],
  [["vaildate"], "did you mean `pulumi-wherobots validate`?"],
  [["frobnicate"], "known are init"],
  [["--json"], "the first word is a command"],
  [["validate", "--formt", "json"], "validate has no option --formt: did you mean --format?"],
  [["validate", "--format"], "--format needs a value: text, json, github or gitlab"],
  [["validate", "--format", "xml"], "--format is text, json, github or gitlab, and not xml"],
  [["validate", "--json=yes"], "--json takes no value"],
  [["init", "a", "b"], "b is one too many"],
  [["completion"], "completion needs a word: bash or zsh"],
  [["completion", "fish"], "completion takes bash or zsh, and not fish"],
  [["help", "valdate"], "did you mean `pulumi-wherobots validate`?"],
])("%j is a wrong command line, which ends with 2 and says what would be right", async (args, advice) => {
  const { code, out, said } = await command(args);
  expect([code, out]).toEqual([2, ""]);
  expect(said).toContain(advice);
});

it("the help names every command, and what each exit code means", async () => {
  const { code, out } = await command(["--help"]);
  expect(code).toBe(0);
  for (const name of names) expect(out).toContain(`\n  ${name} `);
  expect(out).toMatch(/ 0 {2}nothing.*\n {2}1 {2}.*\n {2}2 {2}/);
});

it.each(names)("%s --help has an example, and every option with what it means", async (name) => {
  const { code, out } = await command([name, "--help"]);
  expect([code, await command(["help", name])]).toEqual([0, { code: 0, out, said: "" }]);
  expect(out).toContain(`${PROGRAM} ${name}`);
  for (const option of Object.keys({ ...COMMAND_LINE.commands[name]?.options, ...COMMAND_LINE.common }))
    expect(out).toMatch(new RegExp(`\\n {2}--${option}\\b.* {2}\\S`));
  for (const line of out.split("\n")) expect(line.length).toBeLessThan(130);
});

it("colours are for people alone", async () => {
  const plain = await command(["--help"]);
  const coloured = await command(["--help"], { hasColours: true });
  expect(plain.out).not.toContain("\u001b");
  expect(coloured.out).toContain("\u001b[1mCommands:\u001b[22m");
});

describe("completion in bash", () => {
  let script: string;
  beforeAll(async () => {
    script = (await command(["completion", "bash"])).out;
  });

  it.each([
    [["va"], ["validate"]],
    [["", ""].slice(1), [...names, "--help", "--version"]],
    [["validate", "--f"], ["--format"]],
    [
      ["validate", "--format", "gi"],
      ["github", "gitlab"],
    ],
    [
      ["validate", "pack"],
      ["package-lock.json", "package.json"],
    ],
    [
      ["completion", ""],
      ["bash", "zsh"],
    ],
    [["init", "--pipeline", "n"], ["none"]],
    [["unknown", ""], []],
  ])("completes %j", (words, expected) => {
    const asked = `${script}
COMP_WORDS=(${[PROGRAM, ...words].map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length}
_pulumi_wherobots
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const said = execFileSync("bash", ["--norc", "-c", asked], { encoding: "utf8" });
    expect(
      said
        .split("\n")
        .filter((line) => line !== "")
        .sort(),
    ).toEqual([...expected].sort());
  });

  it("is bash for zsh too, with what zsh has for that", async () => {
    const { out } = await command(["completion", "zsh"]);
    expect(out).toBe(`autoload -U +X bashcompinit && bashcompinit\n${script}`);
  });
});
