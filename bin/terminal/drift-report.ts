import type { Divergence, DriftReport, VersionDrift } from '../../core/contract/drift.ts';
import { drawBars } from './bars.ts';
import { count, percent } from './numbers.ts';
import { printable } from './width.ts';

/** Labels drawn of a day, those with the most answers. */
const MOST_LABELS = 20;

/** The reports of some days, the newest first, as lines: one for each day and version, the oldest day first, then the newest day's labels. */
export function describeDrift(reports: readonly DriftReport[]): string[] {
  const [newest] = reports;
  if (!newest) return [];
  const lines = [...reports].reverse().flatMap(({ day, versions }) => versions.map((version) => lineOf(day, version)));
  const heading = 'day         version  answers  abstained  label drift  confidence drift  unseen words (training)';
  return [heading, ...lines, '', ...newest.versions.flatMap((version) => describeDay(newest.day, version))];
}

function lineOf(day: string, { version, answers, abstentions, ...drift }: VersionDrift): string {
  const { labelDrift, confidenceDrift, unseenWords, warning } = drift;
  const unseen = unseenWords ? `${percent(unseenWords.served)} (${percent(unseenWords.training)})` : '-';
  const cells = [
    day,
    String(version).padStart(9),
    String(answers).padStart(9),
    percent(answers > 0 ? abstentions / answers : 0).padStart(11),
    indexOf(labelDrift).padStart(13),
    indexOf(confidenceDrift).padStart(18),
    unseen.padStart(25),
  ];
  return `${cells.join('')}${warning ? '  !' : ''}`;
}

const indexOf = (divergence: Divergence | null) => divergence?.stabilityIndex.toFixed(3) ?? '-';

function describeDay(day: string, { version, answers, labels, warning }: VersionDrift): string[] {
  const sorted = [...labels].sort((a, b) => b.answers - a.answers).slice(0, MOST_LABELS);
  return [
    `Version ${version} on ${day}, ${count(answers, 'answer')}:`,
    ...drawBars(sorted.map(({ label, answers: value }) => ({ name: label, value }))),
    ...(warning ? [`Warning: ${printable(warning)}.`] : []),
  ];
}
