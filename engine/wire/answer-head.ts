import type { Clock } from '../../core/clock.ts';
import { OWN_BASE_MODEL } from '../base-models.ts';
import { digest, randomDigits } from '../keys.ts';

/** What every part of an answer begins with, the same for all parts of one stream. */
export interface AnswerHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
}

/** Changes when the learner does: with the same fingerprint and seed, the same request has the same answer. */
const FINGERPRINT = `fp_${digest(10, OWN_BASE_MODEL)}`;

export const answerHead = (prefix: 'chatcmpl' | 'cmpl', model: string, clock: Clock): AnswerHead => ({
  id: `${prefix}-${randomDigits()}`,
  created: Math.floor(clock().getTime() / 1000),
  model,
  system_fingerprint: FINGERPRINT,
});
