import type { CheckId } from '../../contract/checks.ts';
import { USUAL_PROMPT_FORM } from '../../contract/example-format.ts';
import type { DatasetFormat } from '../../contract/names.ts';
import { PROMPT_SEPARATOR } from '../../contract/prompt-marks.ts';
import type { CheckPlan } from '../checks/check-plan.ts';
import type { PromptTally } from '../records/prompt-tally.ts';
import type { LineFormat } from './line-format.ts';

/** How the texts are written, and what that changes, by check. */
export interface ChosenForm {
  readonly lines: LineFormat;
  readonly changes: Partial<Record<CheckId, string>>;
}

/**
 * How a dataset's texts become prompts. In completion format by the old tool's rules: mostly upper-case texts are
 * lower-cased, a long common beginning is taken off, and the separator is one that no text holds. In chat format texts
 * stay as they are.
 */
export function choosePromptForm(format: DatasetFormat, prompts: PromptTally, plan: CheckPlan): ChosenForm {
  if (format === 'chat') return { lines: { format, form: USUAL_PROMPT_FORM, separatorPresent: false }, changes: {} };
  const lowerCase = plan['upper-case'].action !== 'off' && prompts.isUpperCase(plan['upper-case'].threshold);
  const common = plan['prompt-prefix'].action === 'off' ? '' : prompts.prefix(plan['prompt-prefix'].threshold);
  const prefix = lowerCase ? common.toLowerCase() : common;
  const { present, separator } = prompts.separator();
  return {
    lines: { format, form: { separator, lowerCase, prefix }, separatorPresent: present },
    changes: {
      ...(lowerCase && { 'upper-case': 'the texts are mostly upper case: all of them were lower-cased' }),
      ...(prefix !== '' && {
        'prompt-prefix': `all texts begin with the same ${[...prefix].length} characters: they were taken off`,
      }),
      ...(present && { 'prompt-separator': `all texts end with ${JSON.stringify(separator)}: it serves as separator` }),
      ...(!present &&
        separator !== PROMPT_SEPARATOR && {
          'prompt-separator': `texts hold the usual separator ${JSON.stringify(PROMPT_SEPARATOR)}: ${JSON.stringify(separator)} was added instead`,
        }),
    },
  };
}
