import { Figures } from "../../../bench/performance/figures";
import { markdownTable, number, plainTable, tableCells } from "../../../bench/performance/table";

function measured(): Figures {
  const figures = new Figures();
  for (const value of [4, 2, 3]) figures.add({ measure: "up", n: 1_000, contender: "dynamic" }, value);
  figures.add({ measure: "up", n: 1_000, contender: "closure" }, 12);
  figures.add({ measure: "up", n: 1, contender: "dynamic" }, 1.5);
  figures.add({ measure: "startImport", n: 0, contender: "plugin" }, 20.25);
  return figures;
}

describe("the table of the benchmark", () => {
  it("has a row for each measure and size, a column for each contender, and what ours is of a rival", () => {
    expect(tableCells(measured())).toEqual([
      [
        ...["measure", "runs", "unit", "times"],
        ...["dynamic host", "plugin", "closure provider", "dynamic ÷ closure provider"],
      ],
      ["`up`, a resource for each run of 0.4 s", "1", "s", "1", "1.50", "–", "–", "–"],
      ["`up`, a resource for each run of 0.4 s", "1,000", "s", "3", "3.00", "–", "12.0", "0.25"],
      ["import of the sdk, beyond Pulumi's own", "0", "ms", "1", "–", "20.3", "–", "–"],
    ]);
  });

  it("of one part has no column of others", () => {
    expect(tableCells(measured().of("start"))[0]).toEqual(["measure", "runs", "unit", "times", "plugin"]);
  });

  it("stands in columns on a terminal", () => {
    const cells = [
      ["measure", "s"],
      ["up", "10.5"],
    ];
    expect(plainTable(cells)).toBe("measure     s\nup       10.5");
  });

  it("is Markdown in a page", () => {
    expect(
      markdownTable([
        ["a", "b"],
        ["x|y", "1"],
      ]),
    ).toBe("| a | b |\n| --- | --: |\n| x\\|y | 1 |\n");
  });

  it.each([
    [0, "0"],
    [0.012345, "0.0123"],
    [0.9999, "1.00"],
    [9.876, "9.88"],
    [98.76, "98.8"],
    [987.6, "988"],
    [12_345.6, "12,346"],
    [undefined, "–"],
  ])("shows %p as %s", (value, text) => {
    expect(number(value)).toBe(text);
  });
});
