import { promptOf } from '../../core/contract/example-format.ts';
import { LabelsmithError } from '../../core/errors.ts';
import { TEXT_CHARACTERS } from '../../core/learner/features/tokenize.ts';
import { DamagedModel } from '../../core/learner/model/model-file.ts';
import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import { ApiError } from '../../engine/api-error.ts';
import type { Engine } from '../../engine/engine.ts';

/** The engine gives every class of the most classes a classifier can have. */
export const EMBEDDED_LOGPROBS = { chat: 1_000, completion: 1_000 };

/** Where requests to the engine in this process seem to go: nothing is listening there, and nothing needs to. */
export const EMBEDDED_BASE_URL = 'http://engine.labelsmith.internal/v1';

/**
 * The embedded engine's models, answered in this process, judged and served alike. It tells a probability of every class,
 * and is never busy: what fails is the store, which was asked again by then, or a model that was damaged there.
 */
export function embeddedPrediction(engine: Pick<Engine, 'answer' | 'countWords'>): PredictionHost {
  return {
    async answer({ model, format, text, promptForm }) {
      try {
        const alternatives = await engine.answer(model, format, format === 'chat' ? text : promptOf(text, promptForm));
        const isCut = text.length > TEXT_CHARACTERS;
        return { token: alternatives[0].token, alternatives, ...(isCut && { truncated: true }) };
      } catch (error) {
        if (error instanceof ApiError) throw refused(error);
        if (error instanceof DamagedModel) throw damaged(model, error);
        throw error;
      }
    },
    countWords: (model, text) => engine.countWords(model, text),
  };
}

const refused = ({ status }: ApiError) =>
  new LabelsmithError(
    'ProviderRefused',
    `provider embedded answered ${status}`,
    'Check that the model has not been deleted.',
  );

const damaged = (model: string, cause: DamagedModel) =>
  new LabelsmithError(
    'BrokenArtefact',
    `the model ${model} is damaged`,
    "Restore the model's object from an earlier version in the bucket, or start the run again for a new version.",
    { cause },
  );
