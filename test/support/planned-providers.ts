import type { PredictionHost } from '../../core/prediction/prediction-host.ts';
import type { Providers, TrainingProvider } from '../../core/tuning/provider.ts';

/** Both halves of a provider that does what a test has planned, and throws on everything else. */
export function plannedProviders(
  training: Partial<TrainingProvider>,
  prediction: Partial<PredictionHost> = {},
): Providers {
  return {
    defaults: { provider: 'openai', baseUrl: '', baseModel: '' },
    training: async () => planned('training', training) as TrainingProvider,
    prediction: async () => planned('prediction', prediction) as PredictionHost,
  };
}

function planned<T extends object>(half: string, part: T): T {
  return new Proxy(part, {
    get(target, name) {
      // A promise is told from another object by its `then`.
      if (name in target || name === 'then') return Reflect.get(target, name);
      throw new Error(`${half}.${String(name)} was not planned`);
    },
  });
}
