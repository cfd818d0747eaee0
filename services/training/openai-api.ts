import type OpenAI from 'openai';
import { z } from 'zod';
import { COMPLETION_START } from '../../core/contract/prompt-marks.ts';
import { isLabelsmithError } from '../../core/errors.ts';
import type { SureAnswer } from '../../core/evaluation/calibration/threshold.ts';
import type { Capabilities, JobMarks, JobRequest, ProviderJob, TrainingProvider } from '../../core/tuning/provider.ts';
import { decodeResults, parseResults } from '../../core/tuning/results-table.ts';
import { findJob, uncertain } from './find-job.ts';
import { HostRequests, type HostRequestsOptions } from './host-requests.ts';
import { type DispensableField, jobForm, unknownField } from './job-forms.ts';
import { untilOlder } from './newest-first.ts';
import { normaliseCheckpoint, normaliseEvent, normaliseJob } from './normalise.ts';
import { withSpooledFile } from './spooled-file.ts';
import { statusOf } from './translate-error.ts';
import {
  anyAnswer,
  calibrationAnswer,
  checkpointAnswer,
  eventAnswer,
  fileAnswer,
  jobAnswer,
  listedFile,
  modelAnswer,
} from './wire-answers.ts';

const JOBS = '/fine_tuning/jobs';
const MOST_EVENTS = 2_000;
const MOST_CHECKPOINTS = 200;
/** Statuses of a host that does not have what it is asked for, or not that kind of thing. */
const NONE = [404, 405, 501];
/** An upload may be as slow as 4 MB a second, within the 300 seconds of the function that makes it. */
const UPLOAD_BYTES_PER_MS = 4_000;

export interface OpenAiApiOptions extends HostRequestsOptions {
  readonly capabilities: Capabilities;
  /** Whether to ask for calibrations, an extension of the embedded engine's that OpenAI has not. @default false */
  readonly asksCalibrations?: boolean;
  /** Whether to delete records of jobs, another such extension. @default false */
  readonly deletesJobs?: boolean;
}

/** A training provider over the API that OpenAI made and others speak. */
export function createOpenAiTraining(options: OpenAiApiOptions): TrainingProvider {
  const { name, capabilities, client } = options;
  const host = new HostRequests(options);
  const jobs = client.fineTuning.jobs;
  const pathOf = (id: string, part: string) => `${JOBS}/${encodeURIComponent(id)}/${part}`;
  return {
    name,
    capabilities,
    upload: (fileName, content) =>
      withSpooledFile(fileName, content, async (file) => {
        const upload = { file, purpose: 'fine-tune' } as const;
        const extraMs = file.size / UPLOAD_BYTES_PER_MS;
        return (await host.ask(fileAnswer, (limits) => client.files.create(upload, limits), extraMs)).id;
      }),
    create: (request) => createJob(host, client, request),
    find: (marks) => findMarked(host, marks),
    retrieve: async (id) => normaliseJob(await host.ask(jobAnswer, (limits) => jobs.retrieve(id, limits))),
    events: async (id) => {
      const events = await readSome(host.list(pathOf(id, 'events'), eventAnswer, true), MOST_EVENTS);
      // Newest first, as hosts list them.
      return events.map(normaliseEvent).reverse();
    },
    checkpoints: async (id) => {
      const checkpoints = host.list(pathOf(id, 'checkpoints'), checkpointAnswer, true);
      return (await readSome(checkpoints, MOST_CHECKPOINTS)).map(normaliseCheckpoint);
    },
    results: async ({ resultFiles }) => {
      for (const file of resultFiles) {
        const content = host.ask(z.string(), async (limits) => (await client.files.content(file, limits)).text());
        // A file that the host does not give away is a table that it does not have.
        const table = decodeResults((await undefinedIfRefused(content)) ?? '');
        if (parseResults(table).length > 0) return table;
      }
      return '';
    },
    cancel: async (id) => {
      try {
        await host.ask(anyAnswer, (limits) => jobs.cancel(id, limits));
      } catch (error) {
        // A job that the host no longer knows costs nothing more.
        if (statusOf(error) !== 404) throw error;
        if (await undefinedIfNone(host.ask(anyAnswer, (limits) => jobs.retrieve(id, limits)))) throw error;
      }
    },
    removeFiles: async (ids) => {
      for (const id of ids) await unlessGone(host.ask(anyAnswer, (limits) => client.files.delete(id, limits)));
    },
    filesNamed: (names, since) => undefinedIfNone(filesNamed(host, names, since)),
    model: async (id) => {
      const model = await undefinedIfNone(host.ask(modelAnswer, (limits) => client.models.retrieve(id, limits)));
      return model && { shutdownDate: model.shutdown_date?.slice(0, 10) ?? null };
    },
    unlearntAnswers: async (model) =>
      options.asksCalibrations ? undefinedIfRefused(unlearntAnswers(host, client, model)) : undefined,
    deleteModel: async (id) => {
      await unlessGone(host.ask(anyAnswer, (limits) => client.models.delete(id, limits)));
    },
    deleteJob: async (id) => {
      if (!options.deletesJobs) return;
      const path = `${JOBS}/${encodeURIComponent(id)}`;
      await unlessGone(host.ask(anyAnswer, (limits) => client.delete(path, limits)));
    },
  };
}

/**
 * Creates a job, again without a field that the host says it does not know: that answer is certain, so there is none yet.
 * Nothing else is repeated here: the SDK sends no idempotency key, and each create may be a job that has to be paid.
 */
async function createJob(host: HostRequests, client: OpenAI, request: JobRequest): Promise<ProviderJob> {
  const unknown = new Set<DispensableField>();
  for (;;) {
    const form = jobForm(request, unknown);
    try {
      return normaliseJob(await host.ask(jobAnswer, (limits) => client.fineTuning.jobs.create(form, limits)));
    } catch (error) {
      const field = unknownField(error instanceof Error && error.cause);
      if (!field || unknown.has(field)) throw error;
      unknown.add(field);
    }
  }
}

async function findMarked(host: HostRequests, marks: JobMarks): Promise<ProviderJob | undefined> {
  try {
    const found = await findJob(host.list(JOBS, jobAnswer), marks);
    return found && normaliseJob(found);
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
    throw uncertain(`does not list its jobs (${statusOf(error) ?? 'without end'})`, error);
  }
}

async function filesNamed(host: HostRequests, names: readonly string[], since: Date): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, filename } of untilOlder(host.list('/files', listedFile), since)) {
    if (filename && names.includes(filename)) ids.push(id);
  }
  return ids;
}

async function unlearntAnswers(host: HostRequests, client: OpenAI, model: string): Promise<SureAnswer[]> {
  const path = `/models/${encodeURIComponent(model)}/calibration`;
  const { labels, answers } = await host.ask(calibrationAnswer, (limits) => client.get(path, limits));
  const known = labels.map((label) => (label.startsWith(COMPLETION_START) ? label.slice(1) : label));
  return answers.map(([place, confidence, right]) => ({ label: known[place] ?? '', confidence, right }));
}

/** The answer, or undefined where the host does not have what it was asked for. */
async function undefinedIfNone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (NONE.includes(statusOf(error) ?? 0)) return undefined;
    throw error;
  }
}

/** What is deleted may be gone already. A host that deletes nothing of its kind says so otherwise, and still has it. */
async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

/** The answer, or undefined where the host refuses it. */
async function undefinedIfRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isLabelsmithError(error, 'ProviderRefused')) return undefined;
    throw error;
  }
}

/** The first entries of a list that no run depends on: what the host refuses to give, it does not have. */
async function readSome<T>(list: AsyncIterable<T>, most: number): Promise<T[]> {
  const entries: T[] = [];
  try {
    for await (const entry of list) {
      entries.push(entry);
      if (entries.length === most) break;
    }
  } catch (error) {
    if (!isLabelsmithError(error, 'ProviderRefused')) throw error;
  }
  return entries;
}
