import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { settingsKey } from '../contract/keys.ts';
import { servingSettings } from '../contract/serving.ts';
import { type ReadableStore, readText } from '../store.ts';
import { keepRecent } from './recent-reads.ts';

/** How long settings are used without looking again, in ms. */
const TTL_MS = 10_000;
/** Classifiers whose rules are kept at most, those that do not exist and were asked for all the same among them. */
const MOST_KEPT = 1_000;

/** The serving settings with every default filled in. */
export interface ServingRules {
  readonly cache: boolean;
  readonly fallback: boolean;
}

const DEFAULTS: ServingRules = { cache: true, fallback: false };

/** Of all settings, only these are looked at: a mistake in those that shape a run must not stop a version that serves. */
const servingOnly = z.object({ serving: servingSettings.optional() });

/** What a classifier's settings say of serving. Settings that cannot be read say nothing. */
export function createServingRules(store: ReadableStore, clock: Clock) {
  return keepRecent(clock, { milliseconds: TTL_MS, most: MOST_KEPT }, async (classifier): Promise<ServingRules> => {
    try {
      const { serving } = servingOnly.parse(JSON.parse((await readText(store, settingsKey(classifier))) ?? '{}'));
      return { cache: serving?.cache ?? DEFAULTS.cache, fallback: serving?.fallback ?? DEFAULTS.fallback };
    } catch {
      return DEFAULTS;
    }
  });
}
