import { randomUUID } from 'node:crypto';
import { parseUploadKey, type RunFile, runKey } from '../../../core/contract/keys.ts';
import { REQUESTS } from '../../../core/contract/messages.ts';
import { runsQuery } from '../../../core/contract/route-messages.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { listRuns } from '../../../core/run/list-runs.ts';
import { recordFailure } from '../../../core/run/record-failure.ts';
import { requestCancel } from '../../../core/run/request-cancel.ts';
import { readRunRecord } from '../../../core/run/run-record.ts';
import { readText } from '../../../core/store.ts';
import { parseQuery } from '../../../services/parse-input.ts';
import { createServiceLog } from '../../../services/service-log.ts';
import { newestUpload } from '../../../services/start-for-cause.ts';
import { startRun } from '../../../services/start-run.ts';
import { type ApiContext, type ApiRequest, bodyOf, callerOf, type RouteHandler, runOf } from '../request.ts';

const log = createServiceLog();

/** Starting, watching and stopping runs. */
export const runRoutes = {
  'GET /v1/runs': async (request, { store }) => {
    const { classifier, limit } = parseQuery(runsQuery, request.req.query());
    return request.json({ runs: await listRuns(store, { limit, ...(classifier && { classifier }) }) });
  },

  'POST /v1/runs': async (request, context) => {
    const { classifier, force, ...wanted } = await bodyOf(request, REQUESTS.NewRun);
    const source = await chooseSource(context, classifier, wanted.key, wanted.versionId);
    const key = request.req.header('idempotency-key') ?? randomUUID();
    const identity = ['api', key, classifier];
    const { run, started } = await startRun(context, { classifier, source, cause: 'api', force, identity });
    return request.json(run, started ? 201 : 200);
  },

  'GET /v1/runs/{run}': async (request, { store }) => request.json(await readRunRecord(store, runOf(request))),

  'POST /v1/runs/{run}/cancel': async (request, context) => {
    const by = callerOf(request);
    const { run } = await requestCancel(context, runOf(request), by);
    await stopRun(context, run, `cancelled over the API by ${by}`);
    return request.json(await readRunRecord(context.store, run), 202);
  },

  'GET /v1/runs/{run}/events': async (request, context) => {
    const lines = (await textOf(request, context, 'events.jsonl')) ?? '';
    return request.json({ events: lines.split('\n').flatMap((line): unknown[] => (line ? [JSON.parse(line)] : [])) });
  },

  'GET /v1/runs/{run}/results.csv': (request, context) => artefact(request, context, 'results.csv', 'text/csv'),
  'GET /v1/runs/{run}/predictions.jsonl': (request, context) =>
    artefact(request, context, 'predictions.jsonl', 'application/jsonl'),
  'GET /v1/runs/{run}/evaluation': (request, context) =>
    artefact(request, context, 'evaluation.json', 'application/json'),
  'GET /v1/runs/{run}/preparation': (request, context) =>
    artefact(request, context, 'preparation.json', 'application/json'),
} as const satisfies Readonly<Record<string, RouteHandler>>;

/**
 * Stops the execution of a run that is marked as to be cancelled; its end is told as an event, which has the job cancelled.
 * A run without an execution, or whose execution's end got lost, is ended here. What fails here is left to the run's next
 * step, or to release-jobs: the mark stands.
 */
async function stopRun(context: ApiContext, run: string, cause: string): Promise<void> {
  try {
    const execution = await context.executions.find(run);
    if (execution?.underWay) await context.executions.stop(run, cause);
    else await recordFailure(context, { run, error: 'Cancelled', cause, aborted: true });
  } catch (error) {
    log.error('a run is marked as to be cancelled, but could not be stopped at once', error, { run });
  }
}

/** A run's artefact as it lies in the bucket. */
async function artefact(request: ApiRequest, context: ApiContext, file: RunFile, type: string): Promise<Response> {
  const text = await textOf(request, context, file);
  if (text !== undefined) return request.body(text, 200, { 'content-type': `${type}; charset=utf-8` });
  throw new LabelsmithError(
    'NotFound',
    `run ${runOf(request)} has no ${file} yet`,
    'Look at the run: it says what it waits for.',
  );
}

async function textOf(request: ApiRequest, { store }: ApiContext, file: RunFile): Promise<string | undefined> {
  const run = runOf(request);
  await readRunRecord(store, run);
  return readText(store, runKey(run, file));
}

async function chooseSource({ store }: ApiContext, classifier: string, key?: string, versionId?: string) {
  if (key !== undefined && parseUploadKey(key)?.classifier !== classifier) {
    throw new LabelsmithError(
      'InvalidInput',
      `key is not one of uploads/${classifier}/`,
      'Name an object that was uploaded there.',
    );
  }
  const object = key === undefined ? await newestUpload(store, classifier) : await store.head(key);
  const found = object && (await store.head(object.key));
  if (!found) {
    throw new LabelsmithError(
      'NotFound',
      `nothing was uploaded for classifier ${classifier}`,
      `Upload a file: labelsmith upload FILE --classifier ${classifier}`,
    );
  }
  const version = versionId ?? found.versionId;
  return { key: found.key, ...(version && { versionId: version }) };
}
