/** A scalar cell as text; undefined for a list or an object, which is no text. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
