import { COMPLETION_START } from '../../core/contract/prompt-marks.ts';
import type { ServedModel } from '../model-cache.ts';
import type { AnswerFormat } from '../records/model-record.ts';

/**
 * A model's labels as answers of an endpoint: exactly as they were trained. Only where a model of prompts and completions
 * is asked for a message, the space is taken off that ties a completion to its prompt, if all labels begin with one.
 */
export function spellingsOf({ model: { labels }, format }: ServedModel, endpoint: AnswerFormat): readonly string[] {
  if (format === endpoint || endpoint === 'completion') return labels;
  const tied = labels.every((label) => label.startsWith(COMPLETION_START) && label.length > COMPLETION_START.length);
  return tied ? labels.map((label) => label.slice(COMPLETION_START.length)) : labels;
}
