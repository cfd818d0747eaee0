/** A Markdown table; the first column is read from the left, the others, numbers mostly, from the right. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rules = titles.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(titles), line(rules), ...rows.map(line)].join('\n');
}

/** A number with thousands separated and so many decimals, or a dash where there is none. */
export function figure(value: number | undefined, decimals = 0): string {
  if (value === undefined) return '-';
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Markdown that keeps its spaces: bars and commands. */
export const preformatted = (lines: readonly string[]): string => ['```', ...lines, '```'].join('\n');
