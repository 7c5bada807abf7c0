export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** @throws RangeError for no values */
export function mean(values: readonly number[]): number {
  return sum(values) / counted(values);
}

/** @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const sorted = inOrder(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * The smallest value that `share` of all are not above.
 *
 * @param share above 0, at most 1
 * @throws RangeError for no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = inOrder(values);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function inOrder(values: readonly number[]): number[] {
  counted(values);
  return [...values].sort((a, b) => a - b);
}

function counted({ length }: readonly number[]): number {
  if (length === 0) throw new RangeError("there is nothing to measure by: no values");
  return length;
}

/** Of all these times the most that went on together. */
export function mostAtOnce(times: readonly { readonly fromMs: number; readonly toMs: number }[]): number {
  const changes = times
    .flatMap(({ fromMs, toMs }) => [
      { atMs: fromMs, by: 1 },
      { atMs: toMs, by: -1 },
    ])
    .sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  let open = 0;
  return Math.max(0, ...changes.map(({ by }) => (open += by)));
}
