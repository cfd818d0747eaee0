import type { DatasetFormat } from '../../contract/settings.ts';
import { compareCodePoints } from '../code-point-order.ts';
import type { Example } from '../example.ts';
import { count, type Finding, rowsOf } from './finding.ts';

/**
 * Examples that another one repeats. In chat format texts are the same when their normalised forms are, and of these the
 * text that comes first by code points stays, whatever the file's order; in completion format, as in the old tool,
 * only exactly equal ones are the same. Of exactly equal ones the first row stays.
 */
export function findDuplicates(examples: readonly Example[], format: DatasetFormat): Finding | undefined {
  const keptByLabel = new Map<string, Map<string, Example>>();
  const found: Example[] = [];
  for (const example of examples) {
    const keptByText = keptByLabel.get(example.label) ?? new Map<string, Example>();
    keptByLabel.set(example.label, keptByText);
    const key = format === 'chat' ? example.hash : example.text;
    const kept = keptByText.get(key);
    const replaces = kept === undefined || compareCodePoints(example.text, kept.text) < 0;
    if (kept) found.push(replaces ? kept : example);
    if (replaces) keptByText.set(key, example);
  }
  if (found.length === 0) return undefined;
  return {
    id: 'duplicate',
    severity: 'info',
    message: `${count(found.length, 'row')} with the text and the label of another row`,
    rows: rowsOf(found),
    action: 'removed',
  };
}
