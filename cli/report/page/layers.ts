/** Something that waits for others. */
export interface GraphNode {
  readonly urn: string;
  readonly needs: readonly string[];
}

/** Where it stands: how many stand before it, and its place among those of the same layer. */
export interface Placed {
  readonly layer: number;
  readonly row: number;
}

/** Layers from what needs nothing on; within each, near to what it needs. Nodes without any line are left out. */
export function layersOf(nodes: readonly GraphNode[]): Map<string, Placed> {
  const needed = new Set(nodes.flatMap(({ needs }) => needs));
  const linked = nodes.filter(({ urn, needs }) => needs.length > 0 || needed.has(urn));
  const byUrn = new Map(linked.map((node) => [node.urn, node]));
  const depths = new Map<string, number>();
  const depth = (urn: string, above: ReadonlySet<string>): number => {
    const known = depths.get(urn);
    if (known !== undefined) return known;
    // A state has no cycles; a file that was edited might.
    const needs = (byUrn.get(urn)?.needs ?? []).filter((need) => byUrn.has(need) && !above.has(need));
    const found = Math.max(-1, ...needs.map((need) => depth(need, new Set([...above, urn])))) + 1;
    depths.set(urn, found);
    return found;
  };
  const placed = new Map<string, Placed>();
  const count = Math.max(-1, ...linked.map(({ urn }) => depth(urn, new Set([urn])))) + 1;
  for (let layer = 0; layer < count; layer++) {
    const here = linked.filter(({ urn }) => depths.get(urn) === layer);
    const centre = (node: GraphNode): number => {
      const rows = node.needs.flatMap((need) => placed.get(need)?.row ?? []);
      return rows.length > 0 ? rows.reduce((sum, row) => sum + row, 0) / rows.length : 0;
    };
    const ordered = here.map((node) => [centre(node), node] as const).sort(([a], [b]) => a - b);
    for (const [row, [, { urn }]] of ordered.entries()) placed.set(urn, { layer, row });
  }
  return placed;
}
