import { isConditionFailed } from '../../core/store.ts';

/** Waits for a write of what must not be there yet. That it has been written before is as good. */
export async function onlyOnce(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
}
