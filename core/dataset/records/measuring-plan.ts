import type { ShapeSpec } from '../columns/shape.ts';
import type { TextChecks } from '../text-checks/text-facts.ts';

/** What is to be worked out about each example while it is read. Plain data: it travels to other threads. */
export interface MeasuringPlan {
  readonly shape: ShapeSpec;
  /** The user's own side for every row of the file. */
  readonly side: 'train' | 'validation' | null;
  /** The reason for a line with bytes that are not of the file's encoding. */
  readonly wrongBytes: string;
  /** What to look for in every text. */
  readonly detectors: TextChecks;
  /** Whether personal data and secrets are written as placeholders. */
  readonly mask: boolean;
  /** Whether near-duplicates are looked for. */
  readonly sign: boolean;
  /** Whether the old tool's questions about prompts are asked: upper case and separators. */
  readonly promptFacts: boolean;
}
