import * as z from 'zod/mini';
import type { Clock } from '../clock.ts';
import { settingsKey } from '../contract/keys.ts';
import { servingSettings } from '../contract/serving.ts';
import { type ReadableStore, readText } from '../store.ts';
import { type Afterwards, AT_ONCE, keepRecent } from './recent-reads.ts';

/** How long settings are used without looking again, in ms. */
const TTL_MS = 10_000;
/** Classifiers whose rules are kept at most, those that do not exist and were asked for all the same among them. */
const MOST_KEPT = 1_000;

/** The serving settings with every default filled in. */
export interface ServingRules {
  readonly cache: boolean;
  readonly fallback: boolean;
}

/** Those of a classifier whose settings say nothing, or cannot be read. */
export const DEFAULT_RULES: ServingRules = { cache: true, fallback: false };

/** Of all settings, only these are looked at: a mistake in those that shape a run must not stop a version that serves. */
const servingOnly = z.object({ serving: z.optional(servingSettings) });

/**
 * What a classifier's settings say of serving; a text that is none says nothing. A bucket that does not answer is not
 * mistaken for one without settings: rules that are known stay for as long as they may be used.
 */
export function createServingRules(store: ReadableStore, clock: Clock, afterwards: Afterwards = AT_ONCE) {
  const read = async (classifier: string) => rulesIn((await readText(store, settingsKey(classifier))) ?? '{}');
  return keepRecent(clock, { milliseconds: TTL_MS, most: MOST_KEPT }, read, afterwards);
}

function rulesIn(settings: string): ServingRules {
  try {
    const { serving } = servingOnly.parse(JSON.parse(settings));
    return { cache: serving?.cache ?? DEFAULT_RULES.cache, fallback: serving?.fallback ?? DEFAULT_RULES.fallback };
  } catch {
    return DEFAULT_RULES;
  }
}
