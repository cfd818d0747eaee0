import { runKey } from '../contract/keys.ts';
import type { RunRecords } from '../run/run-record.ts';
import type { Store } from '../store.ts';

/**
 * The run's report as HTML, from what lies in `runs/<run>/`. What draws it is loaded now: the HTTP API ends runs as well,
 * and must not read it at its start.
 * @throws LabelsmithError `NotFound` without such a run
 */
export async function makeReport(store: Store, run: string): Promise<string> {
  const [{ readRunFacts }, { renderReport }] = await Promise.all([import('./run-facts.ts'), import('./page.ts')]);
  return renderReport(await readRunFacts(store, run));
}

/**
 * Writes `report.html` of a run that has ended. Done again, it writes the same. What goes wrong here is told to the log and
 * stops nothing: the run has ended as it did, and the HTTP API makes the report when somebody asks for one that is missing.
 */
export async function reportRun({ store, reportFault }: RunRecords, run: string): Promise<void> {
  try {
    const html = await makeReport(store, run);
    await store.write(runKey(run, 'report.html'), html, { contentType: 'text/html; charset=utf-8' });
  } catch (error) {
    reportFault?.('the report of a run was not written', error, { run });
  }
}
