import { existsSync } from "node:fs";
import path from "node:path";
import { anchors, codeBlocks, inlineCode, links, markdownFiles, prose, read } from "../../support/markdown";
import { REPOSITORY } from "../../support/repository";
import { GAP, textsIn } from "./declarations";

const FILES = markdownFiles();
const { scripts, bin } = JSON.parse(read("package.json")) as Record<
  "scripts" | "bin",
  Record<string, string>
>;

describe.each(FILES)("%s", (file) => {
  const markdown = read(file);
  const blocks = codeBlocks(markdown).map((block) => block.code);
  const code = [...blocks, ...inlineCode(prose(markdown))].join("\n");

  it("links only to files and headings that are there, and not by plain http", () => {
    const broken = links(markdown).filter((target) => !/^https:/.test(target) && !leads(file, target));
    expect(broken).toEqual([]);
  });

  it("names no path of a machine, and closes every block of code", () => {
    expect(markdown).not.toMatch(/(^|[\s"'(`=:])\/(home|root|Users|work|tmp)\//m);
    expect(prose(markdown)).not.toContain("```");
  });

  it("names only commands that package.json has, and for npx the package of each", () => {
    const named = (pattern: RegExp): string[] => [...code.matchAll(pattern)].map(([, name = ""]) => name);
    const run = named(/\bnpm run (?:-s |--silent )?([\w:-]+)/g);
    const short = named(/\bnpm (start|test|t)\b/g).map((name) => (name === "t" ? "test" : name));
    expect([...run, ...short].filter((name) => !(name in scripts))).toEqual([]);
    expect(named(/\bnpx -p [\w-]+ (wherobots-[\w-]+)/g).filter((name) => !(name in bin))).toEqual([]);
    // Outside a project npx would ask the registry for a package of the command's name.
    expect(code).not.toMatch(/\bnpx wherobots-/);
  });
});

function leads(file: string, target: string): boolean {
  const [relative = "", anchor] = target.split("#");
  const place = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
  if (!existsSync(path.join(REPOSITORY, place))) return false;
  return anchor === undefined || anchors(read(place)).has(anchor);
}

describe("docs/troubleshooting.md quotes messages as the code says them", () => {
  const texts = [...textsIn(["wire", "sdk", "provider", "scripts", "emulator", "wherobots-plugin"])];
  const [ours = ""] = read("docs/troubleshooting.md").split("## Messages of Pulumi itself");
  const quoted = [...ours.matchAll(/^### (.+)$/gm)].flatMap(([, heading = ""]) => inlineCode(heading));

  it.each(quoted)("%s", (message) => {
    const pieces = message.split(GAP).map((piece) => piece.trim());
    expect(texts.some((text) => holdsInOrder(text, pieces))).toBe(true);
  });
});

function holdsInOrder(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  return pieces.every((piece) => {
    const index = text.indexOf(piece, from);
    from = index + piece.length;
    return index >= 0;
  });
}
