/** @throws RangeError for no values */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / counted(values);
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
