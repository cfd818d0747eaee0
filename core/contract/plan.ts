import { z } from 'zod';
import { abstainSettings, judgingSettings } from './judging.ts';
import { datasetFormat, datasetId, providerName, runId } from './names.ts';
import { runEstimate } from './run.ts';
import { hyperparameters, promotionMode } from './settings.ts';

/**
 * `runs/<run>/plan.json`: what a run began with. Written once, when its dataset is ready; every later step and every later
 * attempt keeps to it, whatever becomes of the settings meanwhile.
 */
export const plan = z.object({
  schema: z.literal('labelsmith.plan.v1'),
  run: runId,
  dataset: datasetId,
  provider: providerName,
  /** The host's `/v1` address; empty for the provider's own. */
  baseUrl: z.string(),
  baseModel: z.string(),
  format: datasetFormat,
  hyperparameters,
  seed: z.int(),
  /** Ends up in the model's name. */
  suffix: z.string(),
  promotion: promotionMode,
  judging: judgingSettings.default({}),
  /**
   * The similarity to a held-out text from which preparation took a text out of training; a champion that was trained on such
   * a one is not compared on that row. null: it took none out.
   */
  nearDuplicates: z.number().nullable().default(0.8),
  /** null: the version answers always. */
  abstain: abstainSettings.nullable().default(null),
  /** Hash of the settings that shape the model besides its dataset. */
  trainingSettings: z.string(),
  estimate: runEstimate,
  /** null: no bound. */
  maxCostUsd: z.number().nullable(),
  allowSunset: z.boolean(),
  mostSilentHours: z.number(),
  mostIdleHours: z.number(),
});
export type Plan = z.infer<typeof plan>;
