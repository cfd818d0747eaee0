import { writeArtefact } from '../artefact.ts';
import type { Clock } from '../clock.ts';
import { type ServedTally, servedTally, type WordCount } from '../contract/drift.ts';
import { servedKey } from '../contract/keys.ts';
import type { Prediction } from '../contract/prediction.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Store } from '../store.ts';
import { confidenceClass } from './confidence-class.ts';
import { addWords, closeCounts, type OpenCounts, openCounts } from './served-counts.ts';

/** How long answers are counted until the counts are written at the latest, in ms. */
const TALLY_MS = 60_000;
/** Fewer answers wait out that time: a first answer is not slowed down by a write. */
const LEAST_WRITTEN = 20;
const WRITES_AT_ONCE = 4;
/** Tallies that could not be written and are kept for another attempt; then the oldest are given up. */
const MOST_WAITING = 100;

/** Counts of what is served, kept in memory and written now and then. */
export interface AnswerTally {
  count(prediction: Prediction): void;
  countWords(prediction: Pick<Prediction, 'classifier' | 'version'>, words: WordCount): void;
  /**
   * Writes what was counted when the first of it is a minute old, or when it is 20 answers, and as many as were written before;
   * does nothing before, and while an earlier write is under way. So a process that is never asked again has lost answers of a
   * minute at most, and fewer than 20 or less than half of all. What could not be written stays, and is written under the same
   * key the next time, so that nothing is counted twice.
   */
  writeWhenDue(): Promise<void>;
}

interface OpenTally {
  readonly since: Date;
  until: Date;
  readonly versions: Map<number, OpenCounts>;
}

/** @param newId names each tally: nobody else's may have the same name */
export function createAnswerTally(store: Pick<Store, 'write'>, clock: Clock, newId: () => string): AnswerTally {
  let open = new Map<string, OpenTally>();
  let began = Number.POSITIVE_INFINITY;
  let pending = 0;
  let closed = 0;
  let isWriting = false;
  const waiting = new Map<string, ServedTally>();

  const countsOf = ({ classifier, version }: Pick<Prediction, 'classifier' | 'version'>): OpenCounts => {
    const now = clock();
    const tally = open.get(classifier) ?? { since: now, until: now, versions: new Map() };
    open.set(classifier, tally);
    tally.until = now;
    began = Math.min(began, now.getTime());
    const counts = tally.versions.get(version) ?? openCounts();
    tally.versions.set(version, counts);
    return counts;
  };

  const close = () => {
    for (const [classifier, { since, until, versions }] of open) {
      waiting.set(servedKey(classifier, since.toISOString().slice(0, 10), newId()), {
        schema: 'labelsmith.served.v1',
        classifier,
        since: since.toISOString(),
        until: until.toISOString(),
        versions: [...versions].map(([version, counts]) => closeCounts(version, counts)),
      });
    }
    open = new Map();
    began = Number.POSITIVE_INFINITY;
    closed += pending;
    pending = 0;
    for (const key of [...waiting.keys()].slice(0, -MOST_WAITING)) waiting.delete(key);
  };

  const isDue = () =>
    pending > 0 && (pending >= Math.max(LEAST_WRITTEN, closed) || clock().getTime() - began >= TALLY_MS);

  const writeWaiting = () =>
    mapConcurrently([...waiting], WRITES_AT_ONCE, async ([key, tally]) => {
      await writeArtefact(store, key, servedTally, tally);
      waiting.delete(key);
    });

  return {
    count(prediction) {
      if (prediction.degraded) return;
      const counts = countsOf(prediction);
      pending += 1;
      const label = prediction.label ?? prediction.guess;
      counts.answers += 1;
      if (prediction.abstained) counts.abstentions += 1;
      if (label !== undefined) counts.labels.set(label, (counts.labels.get(label) ?? 0) + 1);
      if (prediction.confidence === null) return;
      const place = confidenceClass(prediction.confidence);
      counts.confidences[place] = (counts.confidences[place] ?? 0) + 1;
    },
    countWords: (prediction, words) => addWords(countsOf(prediction), words),
    async writeWhenDue() {
      if (isWriting) return;
      isWriting = true;
      try {
        while (isDue()) {
          close();
          await writeWaiting();
        }
      } finally {
        isWriting = false;
      }
    },
  };
}
