import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CountedTexts, countTexts } from './features/count-texts.ts';
import type { FeatureKinds } from './features/tokenize.ts';
import { createModel, type ModelFeatures } from './model/model.ts';
import { encodeModel } from './model/model-file.ts';
import { type Calibrated, calibrateScores, type HeldOutScores } from './training/calibrate.ts';
import { type Fold, scoreFold } from './training/fold.ts';
import { type AnswersToGive, giveAnswers, type UnlearntAnswers } from './training/give-answers.ts';
import { type Judgement, judgeScores, type ScoresToJudge } from './training/judge-scores.ts';
import {
  type Lesson,
  type MachineGroup,
  type MetScores,
  rebuildWeights,
  scoreRows,
  trainPass,
} from './training/machines.ts';
import { type LessonParts, measureLesson } from './training/measure-lesson.ts';
import type { LinearWeights } from './training/weights.ts';
import { buildRows, type RowsToBuild } from './vectors/build-rows.ts';
import type { SparseRows } from './vectors/sparse-rows.ts';

/**
 * A piece of the learner's heavy work, as plain data that can be sent to another thread: what is large lies in memory
 * that threads share. The result does not depend on where it is done.
 */
export type Work =
  | { readonly kind: 'count'; readonly texts: readonly string[]; readonly features: FeatureKinds }
  | { readonly kind: 'rows'; readonly rows: RowsToBuild }
  | { readonly kind: 'measure'; readonly parts: LessonParts }
  | {
      readonly kind: 'pass';
      readonly group: MachineGroup;
      readonly lesson: Lesson;
      readonly order: Int32Array;
      readonly met: MetScores;
    }
  | { readonly kind: 'rebuild'; readonly group: MachineGroup; readonly lesson: Lesson; readonly members: Int32Array }
  | { readonly kind: 'fold'; readonly fold: Fold }
  | { readonly kind: 'calibrate'; readonly held: HeldOutScores }
  | { readonly kind: 'answer'; readonly answers: AnswersToGive }
  | { readonly kind: 'judge'; readonly scores: ScoresToJudge }
  | { readonly kind: 'score'; readonly group: MachineGroup; readonly rows: SparseRows }
  | { readonly kind: 'encode'; readonly model: ModelToEncode };

export interface WorkResults {
  readonly count: CountedTexts;
  /** Fills the rows. */
  readonly rows: null;
  /** Fills the lesson's scales and squares. */
  readonly measure: null;
  /** What the group gained of minus the dual objective. */
  readonly pass: number;
  /** The group's minus dual objective. */
  readonly rebuild: number;
  /** Scores of the rows held out, for each cost. */
  readonly fold: readonly Float32Array[];
  readonly calibrate: Calibrated;
  readonly answer: UnlearntAnswers;
  readonly judge: Judgement;
  /** The group's scores of all rows: `scores[row * count + place in the group]`. */
  readonly score: Float32Array;
  /** A model's file. */
  readonly encode: Uint8Array;
}

/** What a model is made from; see `createModel`. */
export interface ModelToEncode {
  readonly labels: readonly string[];
  readonly features: ModelFeatures;
  readonly weights: LinearWeights;
  readonly temperature: number;
}

export type WorkOf<K extends Work['kind']> = Extract<Work, { kind: K }>;

/** Does pieces of one kind and gives their results in the order of the pieces: on this thread or on several. */
export type Workers = <K extends Work['kind']>(pieces: readonly WorkOf<K>[]) => Promise<WorkResults[K][]>;

/** Has a single piece done. @throws Error when the workers give no result for it */
export async function workOne<K extends Work['kind']>(workers: Workers, piece: WorkOf<K>): Promise<WorkResults[K]> {
  const [result] = await workers<K>([piece]);
  if (result === undefined) throw new Error('one piece of work gives one result');
  return result;
}

/** Works on this thread, letting other work in the process have its turn before each piece. */
export const workHere: Workers = async (pieces) => {
  const results = [];
  for (const piece of pieces) {
    await nextTurn();
    results.push(doWork(piece));
  }
  return results;
};

/** Does one piece at once. */
export function doWork<K extends Work['kind']>(piece: WorkOf<K>): WorkResults[K];
export function doWork(piece: Work): WorkResults[Work['kind']] {
  switch (piece.kind) {
    case 'count':
      return countTexts(piece.texts, piece.features);
    case 'rows':
      buildRows(piece.rows);
      return null;
    case 'measure':
      measureLesson(piece.parts);
      return null;
    case 'pass':
      return trainPass(piece.group, piece.lesson, piece.order, piece.met);
    case 'rebuild':
      return rebuildWeights(piece.group, piece.lesson, piece.members);
    case 'fold':
      return scoreFold(piece.fold);
    case 'calibrate':
      return calibrateScores(piece.held);
    case 'answer':
      return giveAnswers(piece.answers);
    case 'judge':
      return judgeScores(piece.scores);
    case 'score':
      return scoreRows(piece.group, piece.rows);
    case 'encode': {
      const { labels, features, weights, temperature } = piece.model;
      return encodeModel(createModel(labels, features, weights, temperature));
    }
  }
}
