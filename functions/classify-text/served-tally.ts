import type { WordCount } from '../../core/contract/drift.ts';
import type { Prediction } from '../../core/contract/prediction.ts';
import type { AnswerTally } from '../../core/drift/tally-answers.ts';
import type { ServiceLog } from '../../services/service-log.ts';

/** Of so many texts one has its words counted: that takes longer than all the rest, and a share needs no more. */
const WORDS_OF_ONE_IN = 10;

export interface ServedTally {
  /**
   * Called when a request comes in: writes what earlier ones left to be written, and nobody waits for it. The write goes
   * on while the request is answered.
   */
  begin(): void;
  /**
   * Counts what was answered: no text is kept. A write that is due begins right behind the answer, and nobody waits for it:
   * it has left the process by the time that this is frozen, and where it has not, it goes on with the next request.
   */
  end(texts: readonly string[], predictions: readonly Prediction[]): void;
}

/**
 * Keeps count of what is served, for the drift report. Nothing that goes wrong here reaches an answer.
 * @param countWordsOf how many words of a text an embedded model knows
 */
export function createServedTally(
  tally: AnswerTally,
  countWordsOf: (model: string, text: string) => Promise<WordCount>,
  log: Pick<ServiceLog, 'error'>,
): ServedTally {
  const tell = (error: unknown) => log.error('what was served was not counted', error);
  const write = () => void tally.writeWhenDue().catch(tell);
  let seen = 0;
  const countWords = async (text: string, prediction: Prediction) => {
    tally.countWords(prediction, await countWordsOf(prediction.model, text));
  };
  return {
    begin: write,
    end(texts, predictions) {
      for (const [place, prediction] of predictions.entries()) {
        tally.count(prediction);
        seen += 1;
        // Only the embedded engine's models have a vocabulary; theirs is in memory by now.
        const sampled = seen % WORDS_OF_ONE_IN === 0 && prediction.provider === 'embedded' && !prediction.degraded;
        if (sampled) countWords(texts[place] ?? '', prediction).catch(tell);
      }
      // Not before the answer is on its way: to sign and to send takes a millisecond or some.
      setImmediate(write);
    },
  };
}
