import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { JobRequest } from '../../core/tuning/provider.ts';
import { TOKEN } from './normalise.ts';

type CreateJob = OpenAI.FineTuning.Jobs.JobCreateParams;

/** Fields that a job can be created without: hosts that were written after an older API do not know them. */
const DISPENSABLE = ['method', 'metadata', 'seed', 'suffix'] as const;
export type DispensableField = (typeof DISPENSABLE)[number];

/** A job's request in OpenAI's form, less the fields that the host does not know; older hosts read `hyperparameters`. */
export function jobForm(request: JobRequest, unknown: ReadonlySet<DispensableField>): CreateJob {
  const hyperparameters = withoutUndefined(request.hyperparameters);
  return {
    model: request.baseModel,
    training_file: request.trainingFile,
    ...(request.validationFile && { validation_file: request.validationFile }),
    ...(!unknown.has('suffix') && { suffix: request.suffix }),
    ...(!unknown.has('seed') && { seed: request.seed }),
    ...(!unknown.has('metadata') && { metadata: { [TOKEN]: request.token } }),
    ...(unknown.has('method')
      ? { hyperparameters }
      : { method: { type: 'supervised', supervised: { hyperparameters } } }),
  };
}

/** How hosts say that they do not know a field. */
const UNKNOWN = /unknown|unrecogni[sz]ed|unexpected|unsupported|not supported|extra (field|input)|extra_forbidden/i;

/** The field that a host refused to know; undefined when the refusal is about something else. */
export function unknownField(error: unknown): DispensableField | undefined {
  if (!(error instanceof APIError) || (error.status !== 400 && error.status !== 422)) return undefined;
  const said = `${error.message} ${JSON.stringify(error.error ?? '')}`;
  if (!UNKNOWN.test(said)) return undefined;
  return DISPENSABLE.find((field) => error.param === field || new RegExp(`['"\`]${field}['"\`]`).test(said));
}

const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
