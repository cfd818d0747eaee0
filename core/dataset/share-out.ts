/**
 * Shares `total` out in proportion to `sizes`, by largest remainders; of equal remainders the earlier one wins. Nobody gets
 * more than its size, and everybody with a size gets at least 1 where `total` allows it. When the sizes do not exceed
 * `total`, everybody gets its own.
 */
export function shareOut(total: number, sizes: readonly number[]): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sum <= total) return [...sizes];
  const quotas = sizes.map((size) => (size === 0 ? 0 : Math.max(1, Math.floor((total * size) / sum))));
  const remainder = (index: number) => (total * (sizes[index] ?? 0)) / sum - (quotas[index] ?? 0);
  const order = sizes.map((_, index) => index).toSorted((a, b) => remainder(b) - remainder(a) || a - b);
  let left = total - quotas.reduce((a, b) => a + b, 0);
  for (const index of order) {
    if (left <= 0) break;
    if ((quotas[index] ?? 0) >= (sizes[index] ?? 0)) continue;
    quotas[index] = (quotas[index] ?? 0) + 1;
    left -= 1;
  }
  return takeBack(quotas, -left);
}

/** The smallest classes were rounded up to 1; the largest ones pay for it. */
function takeBack(quotas: number[], excess: number): number[] {
  for (let left = excess; left > 0; left -= 1) {
    const largest = quotas.indexOf(Math.max(...quotas));
    if ((quotas[largest] ?? 0) <= 1) break;
    quotas[largest] = (quotas[largest] ?? 0) - 1;
  }
  return quotas;
}
