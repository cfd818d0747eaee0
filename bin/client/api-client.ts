import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { ANSWERS } from '../../core/contract/messages.ts';
import { CommandError } from '../command-error.ts';
import { commandLine, withOwnHints } from '../invocation.ts';
import { requireFile } from '../readable-file.ts';
import type { ApiProfile } from './profile.ts';

/** Time for one answer, in ms: the gateway gives up after 30 s itself. */
const ANSWER_TIMEOUT_MS = 35_000;

export type ApiClient = ReturnType<typeof createApiClient>;

/** The HTTP API as the commands use it. Refusals become a {@link CommandError} with the problem's own words. */
export function createApiClient({ endpoint, token }: ApiProfile) {
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(`${endpoint}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
    } catch {
      throw new CommandError(
        `nothing answers at ${endpoint}`,
        `Is it running? Start it with: ${commandLine('start')}`,
        { name: 'Unreachable', passing: true },
      );
    }
    if (!response.ok) throw await refusal(response);
    return response;
  };
  const get = async <S extends z.core.$ZodType>(path: string, schema: S) => read(await send('GET', path), schema);
  const post = async <S extends z.core.$ZodType>(path: string, body: unknown, schema: S) =>
    read(await send('POST', path, body), schema);
  const named = (classifier: string) => `/v1/classifiers/${encodeURIComponent(classifier)}`;
  const ofRun = (id: string) => `/v1/runs/${encodeURIComponent(id)}`;

  return {
    endpoint,
    /** Uploads one file by a presigned POST; the upload starts a run by itself. Returns the object's key. */
    async upload(classifier: string, file: string): Promise<string> {
      await requireFile(file);
      const blob = await openAsBlob(file);
      const target = await post(`${named(classifier)}/uploads`, { file: basename(file) }, ANSWERS.PresignedPost);
      const form = new FormData();
      for (const [name, value] of Object.entries(target.fields)) form.append(name, value);
      form.append('file', blob);
      const response = await fetch(target.url, { method: 'POST', body: form });
      if (!response.ok)
        throw new CommandError(
          `${file} was refused with ${response.status}`,
          'An empty file, or one over 2 GB, is refused.',
        );
      return target.key;
    },
    runs: async (query: { classifier?: string; limit?: number }) => {
      const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
      return (await get(`/v1/runs?${parameters}`, ANSWERS.Runs)).runs;
    },
    run: (id: string) => get(ofRun(id), ANSWERS.Run),
    startRun: (request: { classifier: string; key?: string; versionId?: string | undefined; force?: boolean }) =>
      post('/v1/runs', request, ANSWERS.Run),
    cancel: (id: string) => post(`${ofRun(id)}/cancel`, {}, ANSWERS.Run),
    events: async (id: string) => (await get(`${ofRun(id)}/events`, ANSWERS.Events)).events,
    /** What became of the rows of a run's file; undefined until that is known, and when the file could not be read. */
    preparation: (id: string) => unlessMissing(get(`${ofRun(id)}/preparation`, ANSWERS.Preparation)),
    /** What a run's version was judged by; undefined until that is known, and of a run that judged none. */
    evaluation: (id: string) => unlessMissing(get(`${ofRun(id)}/evaluation`, ANSWERS.Evaluation)),
    report: async (id: string) => (await send('GET', `${ofRun(id)}/report`)).text(),
    results: async (id: string) => (await send('GET', `${ofRun(id)}/results.csv`)).text(),
    classify: async (classifier: string, texts: readonly string[]) =>
      (await post(`${named(classifier)}/classify`, { texts }, ANSWERS.Predictions)).predictions,
    settings: (classifier: string) => get(`${named(classifier)}/settings`, ANSWERS.StoredSettings),
    /** Replaces a classifier's settings: the API checks them, and names what it does not take. */
    changeSettings: async (classifier: string, changed: object) =>
      read(await send('PUT', `${named(classifier)}/settings`, changed), ANSWERS.StoredSettings),
    versions: (classifier: string) => get(`${named(classifier)}/versions`, ANSWERS.Versions),
    /** Each day's answers beside training, the newest day first. */
    drift: (classifier: string) => get(`${named(classifier)}/drift`, ANSWERS.Drift),
    /** The version that was in service at a time, ISO 8601. */
    championAt: (classifier: string, at: string) =>
      get(`${named(classifier)}/champion?at=${encodeURIComponent(at)}`, ANSWERS.ServiceTime),
    startCanary: (classifier: string, number: number, share: number) =>
      post(`${named(classifier)}/canary`, { version: number, share }, ANSWERS.Champion),
    endCanary: async (classifier: string) =>
      read(await send('DELETE', `${named(classifier)}/canary`), ANSWERS.Champion),
    promote: (classifier: string, number: number) =>
      post(`${named(classifier)}/promote`, { version: number }, ANSWERS.Champion),
    deleteVersion: async (classifier: string, number: number) =>
      read(await send('DELETE', `${named(classifier)}/versions/${number}`), ANSWERS.Version),
    deleteClassifier: async (classifier: string) =>
      read(await send('DELETE', named(classifier)), ANSWERS.DeletedClassifier),
    rollBack: (classifier: string) => post(`${named(classifier)}/rollback`, {}, ANSWERS.Champion),
  };
}

/** What the API answers, and undefined where it says that there is no such thing. */
export async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof CommandError && error.name === 'NotFound') return undefined;
    throw error;
  }
}

/** @throws CommandError when the answer breaks off, or is not what this version of the command line knows */
async function read<S extends z.core.$ZodType>(response: Response, schema: S): Promise<z.output<S>> {
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    throw new CommandError('the answer of the API broke off', 'Try again.', { cause, passing: true });
  }
  const parsed = z.safeParse(schema, json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.');
  throw new CommandError(
    `the API gave an answer of another form${where ? ` (${where})` : ''}`,
    'Is the command line of the same version as what was deployed?',
  );
}

async function refusal(response: Response): Promise<CommandError> {
  const passing = response.status === 429 || response.status >= 500;
  const text = await response.text().catch(() => '');
  try {
    const { detail, remedy, type } = ANSWERS.Problem.parse(JSON.parse(text));
    return new CommandError(detail, withOwnHints(remedy ?? ''), { name: nameOfProblem(type), passing });
  } catch {
    const remedy =
      response.status === 401 || response.status === 403 ? 'Check the token and its scopes.' : 'Try again.';
    return new CommandError(`the API answered ${response.status}`, remedy, { passing });
  }
}

/** `urn:labelsmith:problem:not-found` as the name that errors have here: `NotFound`. */
function nameOfProblem(type: string): string {
  const words = type.split(':').at(-1)?.split('-') ?? [];
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}
