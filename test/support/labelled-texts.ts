const WORDS = {
  hockey: ['goalie', 'puck', 'rink', 'playoffs', 'slapshot', 'icing', 'penalty', 'stick', 'skates', 'overtime'],
  baseball: ['pitcher', 'inning', 'bat', 'shortstop', 'homerun', 'bullpen', 'catcher', 'strikeout', 'mound', 'umpire'],
};

/** Made-up posts about two sports, `count` of each, every text another one. Deterministic. */
export function labelledTexts(count: number, offset = 0): { text: string; label: string }[] {
  const rows: { text: string; label: string }[] = [];
  for (let index = offset; index < offset + count; index += 1) {
    for (const [label, words] of Object.entries(WORDS)) {
      const pick = (step: number) => words[(index * step + step) % words.length];
      rows.push({ text: `Note ${index}: the ${pick(1)} and the ${pick(3)} met the ${pick(7)} tonight`, label });
    }
  }
  return rows;
}

export const asJsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

export const asCsv = (rows: readonly { text: string; label: string }[]) =>
  `text,label\n${rows.map(({ text, label }) => `"${text}",${label}`).join('\n')}\n`;
