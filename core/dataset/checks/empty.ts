import type { DatasetFormat } from '../../contract/settings.ts';
import type { Example } from '../example.ts';
import { count, type Finding, rowsOf } from './finding.ts';

/** Examples without a label teach nothing in either format. */
export function findEmptyLabels(examples: readonly Example[]): Finding | undefined {
  const found = examples.filter(({ label }) => label.trim() === '');
  if (found.length === 0) return undefined;
  return {
    id: 'empty-label',
    severity: 'warning',
    message: `${count(found.length, 'row')} without a label`,
    rows: rowsOf(found),
    action: 'removed',
  };
}

/** Examples without a text. In completion format they are only reported: the old tool kept them. */
export function findEmptyTexts(examples: readonly Example[], format: DatasetFormat): Finding | undefined {
  const found = examples.filter(({ text }) => text.trim() === '');
  if (found.length === 0) return undefined;
  return {
    id: 'empty-text',
    severity: 'warning',
    message: `${count(found.length, 'row')} without a text`,
    rows: rowsOf(found),
    action: format === 'chat' ? 'removed' : 'none',
  };
}
