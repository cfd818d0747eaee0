/** A column that the file gives no name. */
export const placeholderName = (column: number) => `column ${column + 1}`;

/** A table's columns by its header; those without a name and those whose name is taken get one from their place. */
export function nameColumns(header: readonly string[]): string[] {
  const names = new Set<string>();
  for (const [column, cell] of header.entries()) {
    const name = cell.trim();
    const taken = name === '' || names.has(name);
    let own = taken ? `${name}${name && ' '}${placeholderName(column)}` : name;
    while (names.has(own)) own += "'";
    names.add(own);
  }
  return [...names];
}
