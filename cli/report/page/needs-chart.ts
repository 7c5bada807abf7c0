import * as Plot from "@observablehq/plot";
import { type Report, type ReportResource, VERDICTS, type Verdict } from "../model";
import { VERDICT_WORDS } from "../words";
import { layersOf } from "./layers";

interface Node {
  x: number;
  y: number;
  verdict: Verdict;
  label: string;
  title: string;
}

const ROW_HEIGHT = 30;
const MIN_LAYER_WIDTH = 150;

/** The order of jobs, from left to right; undefined if no job waits for another. It may be wider than the page, and scrolls. */
export function drawNeeds(report: Report, width: number): Element | undefined {
  const placed = layersOf(report.resources);
  if (placed.size === 0) return undefined;
  const layers = Math.max(...[...placed.values()].map(({ layer }) => layer)) + 1;
  const heights = Array.from(
    { length: layers },
    (_, layer) => [...placed.values()].filter((at) => at.layer === layer).length,
  );
  const tallest = Math.max(...heights);
  const layerWidth = Math.max(MIN_LAYER_WIDTH, Math.min(260, width / layers));
  const chars = Math.floor((layerWidth - 34) / 6.6);
  const nodes = new Map<string, Node>();
  for (const resource of report.resources) {
    const at = placed.get(resource.urn);
    if (!at) continue;
    const y = at.row + (tallest - (heights[at.layer] ?? 0)) / 2;
    nodes.set(resource.urn, { x: at.layer, y, ...faceOf(report, resource, chars) });
  }
  const lines = report.resources.flatMap(({ urn, needs }) =>
    needs.flatMap((need) => {
      const [from, to] = [nodes.get(need), nodes.get(urn)];
      return from && to ? [{ x1: from.x, y1: from.y, x2: to.x, y2: to.y }] : [];
    }),
  );
  const all = [...nodes.values()];
  return Plot.plot({
    className: "plot",
    width: Math.max(width, layers * layerWidth),
    height: tallest * ROW_HEIGHT + 24,
    margin: 12,
    marginLeft: 14,
    marginRight: Math.max(layerWidth - 14, width - (layers - 1) * layerWidth - 14),
    ariaLabel: `Order of ${all.length} jobs`,
    ariaDescription: "The details of each run name the jobs that it waits for.",
    x: { domain: [0, Math.max(1, layers - 1)], axis: null },
    y: { domain: [-0.5, Math.max(0.5, tallest - 0.5)], reverse: true, axis: null },
    marks: [
      Plot.link(lines, { x1: "x1", y1: "y1", x2: "x2", y2: "y2", curve: "bump-x", className: "link" }),
      ...VERDICTS.flatMap((verdict) => {
        const own = all.filter((node) => node.verdict === verdict);
        return [
          Plot.dot(own, { x: "x", y: "y", r: 8, className: `node is-${verdict}` }),
          Plot.text(own, {
            x: "x",
            y: "y",
            text: () => VERDICT_WORDS[verdict].sign,
            className: `node-sign is-${verdict}`,
          }),
        ];
      }),
      Plot.text(all, {
        x: "x",
        y: "y",
        text: "label",
        textAnchor: "start",
        dx: 14,
        className: "label halo",
        title: "title",
      }),
    ],
  });
}

function faceOf({ runs }: Report, { urn, name }: ReportResource, chars: number): Omit<Node, "x" | "y"> {
  const own = runs.filter(({ resource }) => resource === urn);
  const label = own.length > 1 ? `${name} ×${own.length}` : name;
  return {
    // The gravest of its runs.
    verdict: VERDICTS.find((verdict) => own.some((run) => run.verdict === verdict)) ?? "notRun",
    label: label.length > chars ? `${label.slice(0, Math.max(1, chars - 1))}…` : label,
    title: label,
  };
}
