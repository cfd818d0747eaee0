import { isLabelsmithError } from '../errors.ts';
import { readRunRecord, updateRunRecord } from '../run/run-record.ts';
import { StillClaimed } from './job-claim.ts';
import type { TuningContext } from './tuning-context.ts';

/**
 * Has `run.json` say since when the provider is silent: the state machine tries again for an hour, and a person wonders.
 * When the step succeeds, whoever writes its result says that the silence is over.
 */
export async function tellingSilence<T>(context: TuningContext, run: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof StillClaimed) throw error;
    const { silentSince: since } = await readRunRecord(context.store, run);
    const isSilent = isLabelsmithError(error, 'ProviderUnavailable');
    const silentSince = isSilent ? (since ?? context.clock().toISOString()) : null;
    if (silentSince !== since) await updateRunRecord(context, run, { silentSince });
    throw error;
  }
}
