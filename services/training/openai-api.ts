import type OpenAI from 'openai';
import { APIConnectionError, APIError, toFile } from 'openai';
import type { ProviderName } from '../../core/contract/settings.ts';
import { isLabelsmithError, LabelsmithError } from '../../core/errors.ts';
import type { Capabilities, TrainingProvider } from '../../core/tuning/provider.ts';
import { decodeResults, parseResults } from '../../core/tuning/results-table.ts';
import { normaliseCheckpoint, normaliseEvent, normaliseJob, TOKEN } from './normalise.ts';

/** Jobs looked through for a token: more than anybody starts between two attempts of a step. */
const MOST_JOBS_LOOKED_AT = 200;
const MOST_EVENTS = 2_000;

/**
 * For one request. A step makes four that matter at most (it looks for a job, uploads two files and creates one), which
 * fit into its function's 300 seconds. Attempts are the state machine's affair: it waits longer than a function lives.
 */
export const PATIENCE = { timeout: 60_000, maxRetries: 0 } as const;

export interface OpenAiApiOptions {
  readonly name: ProviderName;
  readonly capabilities: Capabilities;
  readonly client: OpenAI;
}

/** A training provider over the API that OpenAI made and others speak. */
export function createOpenAiTraining({ name, capabilities, client }: OpenAiApiOptions): TrainingProvider {
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      throw translate(name, error);
    }
  };
  /** What some hosts do not offer, and no run depends on: a refusal means that there is none. */
  const optional = <T>(call: () => Promise<T[]>): Promise<T[]> =>
    ask(call).catch((error: unknown) => {
      if (isLabelsmithError(error, 'ProviderRefused')) return [];
      throw error;
    });
  const jobs = client.fineTuning.jobs;
  return {
    name,
    capabilities,
    upload: (fileName, bytes) =>
      ask(async () => {
        const file = await toFile(bytes, fileName, { type: 'application/jsonl' });
        return (await client.files.create({ file, purpose: 'fine-tune' })).id;
      }),
    create: (request) =>
      ask(async () =>
        normaliseJob(
          await jobs.create(
            {
              model: request.baseModel,
              training_file: request.trainingFile,
              ...(request.validationFile && { validation_file: request.validationFile }),
              suffix: request.suffix,
              seed: request.seed,
              metadata: { [TOKEN]: request.token },
              method: {
                type: 'supervised',
                supervised: { hyperparameters: withoutUndefined(request.hyperparameters) },
              },
            },
            // The SDK sends no idempotency key: a retry of its own could start a second job that has to be paid.
            { maxRetries: 0 },
          ),
        ),
      ),
    find: ({ token, trainingFile }) =>
      ask(async () => {
        let looked = 0;
        for await (const job of jobs.list({ metadata: { [TOKEN]: token } })) {
          if (job.metadata?.[TOKEN] === token || (trainingFile && job.training_file === trainingFile)) {
            return normaliseJob(job);
          }
          looked += 1;
          if (looked >= MOST_JOBS_LOOKED_AT) break;
        }
        return undefined;
      }),
    retrieve: (id) => ask(async () => normaliseJob(await jobs.retrieve(id))),
    events: (id) =>
      optional(async () => {
        const events = [];
        for await (const event of jobs.listEvents(id, { limit: 100 })) {
          events.push(normaliseEvent(event));
          if (events.length >= MOST_EVENTS) break;
        }
        return events.reverse();
      }),
    checkpoints: (id) =>
      optional(async () => {
        const page = await jobs.checkpoints.list(id);
        return (page.data ?? []).map(normaliseCheckpoint);
      }),
    results: ({ resultFiles }) =>
      ask(async () => {
        for (const file of resultFiles) {
          const [body] = await optional(async () => [await (await client.files.content(file)).text()]);
          const table = decodeResults(body ?? '');
          if (parseResults(table).length > 0) return table;
        }
        return '';
      }),
    cancel: (id) =>
      ask(async () => {
        await jobs.cancel(id);
      }),
    removeFiles: (ids) =>
      ask(async () => {
        for (const id of ids) await client.files.delete(id);
      }),
    filesNamed: (names, since) =>
      ask(async () => {
        const ids: string[] = [];
        for await (const file of client.files.list({ purpose: 'fine-tune' })) {
          if (names.includes(file.filename) && file.created_at * 1000 >= since.getTime()) ids.push(file.id);
        }
        return ids;
      }),
    model: (id) => ask(async () => ({ shutdownDate: (await client.models.retrieve(id)).shutdown_date ?? null })),
    deleteModel: (id) =>
      ask(async () => {
        await client.models.delete(id);
      }),
  };
}

/** What went wrong in our words: worth a retry, or not. */
function translate(name: ProviderName, error: unknown): unknown {
  if (!(error instanceof APIError)) return error;
  const status = error.status ?? 0;
  const code = error.code ?? 'no code';
  // Both come as 429: one passes by itself, the other one only when somebody pays.
  const passing = [408, 409, 429].includes(status) && code !== 'insufficient_quota';
  if (error instanceof APIConnectionError || passing || status >= 500) {
    const what = status ? `answered ${status}` : 'did not answer';
    return new LabelsmithError('ProviderUnavailable', `provider ${name} ${what}`, 'Wait: the workflow tries again.', {
      cause: error,
    });
  }
  const closed = code === 'training_not_available';
  return new LabelsmithError(
    'ProviderRefused',
    `provider ${name} refused the request with ${status} (${code})`,
    closed
      ? 'OpenAI no longer tunes for this account: set "provider" to "embedded", or to "openai-compatible" with another host.'
      : "Check the provider's key, quota and base model in the settings.",
    { cause: error },
  );
}

const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
