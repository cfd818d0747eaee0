import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';
import { count, type Finding, rowsOf } from './finding.ts';

/**
 * Texts that occur with different labels. Which label is right cannot be told from the file, so in chat format all of
 * them go; in completion format they are only reported, since the old tool kept them.
 */
export function findContradictions(examples: readonly Example[], format: DatasetFormat): Finding | undefined {
  const firstLabels = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const { hash, label } of examples) {
    const first = firstLabels.get(hash);
    if (first === undefined) firstLabels.set(hash, label);
    else if (first !== label) contradicted.add(hash);
  }
  if (contradicted.size === 0) return undefined;
  const found = examples.filter(({ hash }) => contradicted.has(hash));
  return {
    id: 'contradictory-labels',
    severity: 'warning',
    message: `${count(contradicted.size, 'text')} with different labels, in ${count(found.length, 'row')}`,
    rows: rowsOf(found),
    action: format === 'chat' ? 'removed' : 'none',
  };
}
