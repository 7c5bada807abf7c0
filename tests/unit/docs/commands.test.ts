import { codeBlocks, inlineCode, markdownFiles, prose, read } from "./markdown";

const { scripts, bin } = JSON.parse(read("package.json")) as {
  scripts: Record<string, string>;
  bin: Record<string, string>;
};

/** Scripts that npm runs by a word of its own. */
const SHORT = { start: "start", test: "test", t: "test" } as const;

describe.each(markdownFiles())("%s", (file) => {
  const markdown = read(file);
  const code = [...codeBlocks(markdown).map((block) => block.code), ...inlineCode(prose(markdown))].join(
    "\n",
  );

  it("names only commands that package.json has", () => {
    const run = [...code.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, name = ""]) => name);
    const short = [...code.matchAll(/\bnpm (start|test|t)\b/g)].map(([, name]) => SHORT[name as "start"]);
    expect([...run, ...short].filter((name) => !(name in scripts))).toEqual([]);
    const bins = [...code.matchAll(/\bnpx (wherobots-[\w-]+)/g)].map(([, name = ""]) => name);
    expect(bins.filter((name) => !(name in bin))).toEqual([]);
  });
});
