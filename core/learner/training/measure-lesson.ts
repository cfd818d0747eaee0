import type { SparseRows } from '../vectors/sparse-rows.ts';
import { featureScales, scaledSquares } from './feature-scales.ts';

/** What a lesson's scales and squares follow from, and where they are put. */
export interface LessonParts {
  readonly rows: SparseRows;
  readonly classes: Int32Array;
  readonly classCount: number;
  /** The rows that are learnt from. */
  readonly members: Int32Array;
  /** By feature, and by row. Filled. */
  readonly scales: Float32Array;
  readonly squares: Float32Array;
}

/** Works out how gently each feature is regularised, and how long each row that is learnt from is under these scales. */
export function measureLesson({ rows, classes, classCount, members, scales, squares }: LessonParts): void {
  scales.set(featureScales({ rows, classes, classCount, members }, scales.length));
  for (const row of members) squares[row] = scaledSquares(rows, row, scales);
}
