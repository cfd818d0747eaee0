import { z } from 'zod';

/** What a check does with the rows it finds. */
export const checkAction = z.enum(['off', 'report', 'remove']);
export type CheckAction = z.infer<typeof checkAction>;

/** What is fixed about one check. */
export interface CheckRule {
  /** Whose check it is: the tool that OpenAI removed had it, or it is ours. */
  readonly origin: 'old-tool' | 'labelsmith';
  /** What it does when nobody says otherwise. */
  readonly chat: CheckAction;
  readonly completion: CheckAction;
  /** The actions that settings may choose. */
  readonly choices: readonly CheckAction[];
  /** The number it compares with, and what the number counts. */
  readonly threshold?: { readonly usual: number; readonly unit: string };
}

const ALWAYS = ['remove'] as const;
const REPORTS = ['off', 'report'] as const;
const ANY = ['off', 'report', 'remove'] as const;

/** A check that only tells of something. */
const reports = (threshold?: CheckRule['threshold'], origin: CheckRule['origin'] = 'labelsmith'): CheckRule => ({
  origin,
  chat: 'report',
  completion: 'report',
  choices: REPORTS,
  ...(threshold && { threshold }),
});

/** A check of ours that may remove: in the completion format it only reports, so that the old tool's results come out. */
const removes = (chat: CheckAction, threshold?: CheckRule['threshold']): CheckRule => ({
  origin: 'labelsmith',
  chat,
  completion: 'report',
  choices: ANY,
  ...(threshold && { threshold }),
});

/**
 * Every check, in the order of the report. Reports, settings and other programs refer to the ids: an id is never
 * changed, nor used again for something else.
 */
export const CHECKS = {
  'broken-row': {
    origin: 'labelsmith',
    chat: 'remove',
    completion: 'remove',
    choices: ALWAYS,
    threshold: { usual: 0.05, unit: 'share of the rows above which the file is refused' },
  },
  'empty-label': { origin: 'old-tool', chat: 'remove', completion: 'remove', choices: ALWAYS },
  'empty-text': removes('remove'),
  'without-content': removes('remove'),
  'encoding-damage': removes('report'),
  'control-characters': removes('report'),
  'contradictory-labels': removes('remove'),
  duplicate: { origin: 'old-tool', chat: 'remove', completion: 'remove', choices: ['off', 'remove'] },
  'long-text': {
    origin: 'old-tool',
    chat: 'remove',
    completion: 'remove',
    choices: ANY,
    threshold: { usual: 10_000, unit: 'characters of text and label; in chat format tokens, by the base model' },
  },
  'near-duplicate': reports({ usual: 0.8, unit: 'share of common word triples (Jaccard)' }),
  'near-duplicate-across-split': removes('remove'),
  'likely-mislabelled': removes('report'),
  'personal-data': removes('report'),
  secrets: removes('report'),
  'unlearned-class': reports(),
  'single-example-class': reports(),
  'rare-class': reports({ usual: 10, unit: 'examples' }),
  'class-imbalance': reports({ usual: 10, unit: 'times the smallest class' }),
  'many-labels': reports({ usual: 1 / 3, unit: 'labels per example' }, 'old-tool'),
  'similar-labels': reports(),
  'few-examples': reports({ usual: 100, unit: 'examples' }, 'old-tool'),
  'few-held-out': reports({ usual: 20, unit: 'held-out examples' }),
  'extra-columns': reports(undefined, 'old-tool'),
  'held-out-surplus': {
    origin: 'labelsmith',
    chat: 'remove',
    completion: 'remove',
    choices: ['off', 'remove'],
    threshold: { usual: 1000, unit: 'held-out examples that are scored' },
  },
  'upper-case': reports({ usual: 1 / 3, unit: 'share of upper-case letters' }, 'old-tool'),
  'prompt-prefix': reports({ usual: 12, unit: 'characters' }, 'old-tool'),
  'completion-prefix': reports({ usual: 5, unit: 'characters' }, 'old-tool'),
  'prompt-separator': reports(undefined, 'old-tool'),
} as const satisfies Readonly<Record<string, CheckRule>>;

export type CheckId = keyof typeof CHECKS;
export const CHECK_IDS = Object.keys(CHECKS) as CheckId[];
export const isCheckId = (id: string): id is CheckId => Object.hasOwn(CHECKS, id);

/** What settings may say about one check: what it does, the number it compares with, or both. */
const checkSetting = z.union([
  checkAction,
  z.number().nonnegative(),
  z.strictObject({ action: checkAction.optional(), threshold: z.number().nonnegative().optional() }),
]);
export type CheckSetting = z.infer<typeof checkSetting>;

/** Settings by check; what a check does not offer is refused with what it does offer. */
export const checkSettings = z
  .partialRecord(z.enum(CHECK_IDS as [CheckId, ...CheckId[]]), checkSetting)
  .superRefine((settings, context) => {
    for (const [id, setting] of Object.entries(settings)) {
      const fault = isCheckId(id) && setting !== undefined ? faultOf(id, setting) : undefined;
      if (fault) context.addIssue({ code: 'custom', path: [id], message: fault });
    }
  });
export type CheckSettings = z.infer<typeof checkSettings>;

/** The check as it is to be run. */
export interface PlannedCheck {
  readonly action: CheckAction;
  readonly threshold: number;
}

/** A setting in its long form. */
export function readCheckSetting(setting: CheckSetting): { action?: CheckAction; threshold?: number } {
  if (typeof setting === 'number') return { threshold: setting };
  if (typeof setting === 'string') return { action: setting };
  const { action, threshold } = setting;
  return { ...(action && { action }), ...(threshold !== undefined && { threshold }) };
}

function faultOf(id: CheckId, setting: CheckSetting): string | undefined {
  const rule: CheckRule = CHECKS[id];
  const { action, threshold } = readCheckSetting(setting);
  if (action && !rule.choices.includes(action)) {
    return `"${action}" is not offered here: expected ${rule.choices.map((choice) => `"${choice}"`).join(' or ')}`;
  }
  return threshold !== undefined && !rule.threshold ? 'this check compares with no number' : undefined;
}
