import { z } from 'zod';
import { checkSettings } from './checks.ts';
import { hostAddress } from './host-address.ts';
import { abstainSettings, judgingSettings } from './judging.ts';
import { datasetFormat, providerName } from './names.ts';
import { servingSettings } from './serving.ts';

/** Who puts a better candidate into service: the workflow, a person, or nobody asks whether it is better. */
export const promotionMode = z.enum(['automatic', 'manual', 'always']);

const auto = z.literal('auto');

/** Bounds are those of OpenAI's fine-tuning API. */
export const hyperparameters = z.strictObject({
  n_epochs: z.union([auto, z.int().min(1).max(50)]).optional(),
  batch_size: z.union([auto, z.int().min(1).max(256)]).optional(),
  learning_rate_multiplier: z.union([auto, z.number().positive().max(10)]).optional(),
});
export type Hyperparameters = z.infer<typeof hyperparameters>;

/**
 * `classifiers/<classifier>/settings.json`: everything a person may say about one classifier. All of it is optional;
 * an unknown name is an error, so that a misspelt setting is noticed before it costs anything.
 */
export const settings = z.strictObject({
  schema: z.literal('labelsmith.settings.v1').default('labelsmith.settings.v1'),
  /** Who trains and serves. @default the stack's provider, `embedded` unless configured */
  provider: z.optional(providerName),
  /** The `/v1` address of an `openai-compatible` host. */
  baseUrl: z.optional(hostAddress),
  /** The model to tune, by the provider's name for it. @default the provider's own choice */
  baseModel: z.string().min(1).max(200).optional(),
  /** @default every one 'auto' */
  hyperparameters: hyperparameters.default({}),
  /** Ends up in the model's name. @default the classifier's name */
  suffix: z.string().min(1).max(64).optional(),
  /** @default 0 */
  seed: z.int().min(0).max(2_147_483_647).default(0),
  /** @default 'chat' */
  format: z._default(datasetFormat, 'chat'),
  /** Column that holds the text; several, separated by commas, are joined. @default found by name */
  textColumn: z.string().min(1).optional(),
  /** Column that holds the label. @default found by name */
  labelColumn: z.string().min(1).optional(),
  /** Use only the first examples of a file. @default all */
  limit: z.int().positive().optional(),
  /** Share of the examples that is held out for judging. @default 0.2 */
  validationFraction: z.number().min(0.01).max(0.9).default(0.2),
  /** Column that says which side a row is on (`train`, `test`, ...). @default found by name and values */
  splitColumn: z.string().min(1).optional(),
  /** Your own test set: the name of a file among the classifier's uploads. It starts no run by itself. */
  validationFile: z
    .string()
    .max(500)
    .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+$/s, 'expected the name of an upload, without ..')
    .optional(),
  /** The files' character encoding, e.g. `cp949`. @default detected */
  encoding: z.string().min(1).max(40).optional(),
  /** What a folder of an archive gives as label: the last part of its dotted name, or all of it. @default 'last-part' */
  folderLabels: z.enum(['last-part', 'whole']).default('last-part'),
  /** Makes one label of labels that differ in case, space or Unicode form only. @default false */
  mergeLabels: z.boolean().default(false),
  /** Writes `[email]`, `[phone]`, `[card]`, `[iban]` and `[key]` in place of personal data and secrets. @default false */
  mask: z.boolean().default(false),
  /** What the checks do, and the numbers they compare with. @default as documented for each */
  checks: checkSettings.default({}),
  /** What a job may be estimated to cost at most, in US dollars. @default no bound */
  maxCostUsd: z.number().nonnegative().optional(),
  /** Hours that a provider may give no answer until the run gives up. @default 24 */
  mostSilentHours: z.number().positive().max(336).default(24),
  /** Hours that a job may make no progress until it is cancelled. @default 24; 1 for the embedded engine */
  mostIdleHours: z.number().positive().max(336).optional(),
  /** Tune a base model though it is shut down within 30 days. @default false */
  allowSunset: z.boolean().default(false),
  /** Who puts a better candidate into service. @default 'automatic' */
  promotion: promotionMode.default('automatic'),
  /** What the gate asks of a candidate. @default as documented for each */
  judging: judgingSettings.optional(),
  /** Leave a text unanswered unless this precision is proved. @default off: every text is answered */
  abstain: abstainSettings.optional(),
  /** How predictions are served. @default as documented for each */
  serving: z.optional(servingSettings),
});
export type Settings = z.infer<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
