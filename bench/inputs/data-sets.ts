import { hasDataSet, type LabelledText, readLabelledTexts } from '../../test/support/real-data.ts';
import { CannotMeasure } from '../benchmark.ts';

export type { LabelledText };

/** The texts of a set, e.g. `newsgroups-20.train`, in its own order. @throws CannotMeasure where the set is missing */
export function readDataSet(name: string): LabelledText[] {
  if (hasDataSet(name)) return readLabelledTexts(name);
  throw new CannotMeasure(`the set ${name} is not there: docs/real-data.md says where to get it and where to put it`);
}
