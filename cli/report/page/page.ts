import type { Report } from "../model";
import { drawNeeds } from "./needs-chart";
import { drawTimeline } from "./timeline-chart";

/*
 * The page is complete without this: it draws the charts, in the width that there is. Colours are those of the page's style,
 * so that light, dark and print need nothing here.
 */

function main(): void {
  const report = JSON.parse(document.getElementById("report")?.textContent ?? "{}") as Report;
  show("timeline", (width) => drawTimeline(report, width));
  show("needs", (width) => drawNeeds(report, width));
  performance.mark("charts-drawn");
}

/** Draws a chart into its section, and again when its width changes. */
function show(id: string, draw: (width: number) => Element | undefined): void {
  const section = document.getElementById(id);
  const place = section?.querySelector<HTMLElement>(".chart");
  if (!section || !place) return;
  section.hidden = false;
  let drawnWidth = 0;
  const redraw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (width === drawnWidth || width === 0) return;
    drawnWidth = width;
    const chart = draw(width);
    // The page accepts no style but its own, which has these rules too.
    for (const style of chart?.querySelectorAll("style") ?? []) style.remove();
    section.hidden = chart === undefined;
    // The library names each part, which no reader may have within an image.
    for (const part of chart?.querySelectorAll("[aria-label]") ?? []) part.removeAttribute("aria-label");
    // A reader hears the name of the chart, and then the table, and not each of its bars.
    chart?.setAttribute("role", "img");
    place.replaceChildren(...(chart ? [chart] : []));
    // What scrolls takes the focus, or a keyboard could not reach its end.
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
    else place.removeAttribute("tabindex");
  };
  redraw();
  new ResizeObserver(redraw).observe(place);
}

main();
