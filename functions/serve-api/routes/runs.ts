import { randomUUID } from 'node:crypto';
import { parseUploadKey, runKey } from '../../../core/contract/keys.ts';
import { REQUESTS } from '../../../core/contract/messages.ts';
import { newRunHeaders, runsQuery } from '../../../core/contract/route-messages.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { REPORT_POLICY } from '../../../core/report/content-policy.ts';
import { makeReport } from '../../../core/report/report-run.ts';
import { listRuns } from '../../../core/run/list-runs.ts';
import { requestCancel } from '../../../core/run/request-cancel.ts';
import { readRunRecord } from '../../../core/run/run-record.ts';
import { stopRun } from '../../../core/run/stop-run.ts';
import { readText } from '../../../core/store.ts';
import { readEvents } from '../../../core/tuning/event-log.ts';
import { parseInput, parseQuery } from '../../../services/input/parse-input.ts';
import { createServiceLog } from '../../../services/service-log.ts';
import { newestUpload } from '../../../services/start-for-cause.ts';
import { startRun } from '../../../services/start-run.ts';
import { artefactRoute } from '../artefact-route.ts';
import { type ApiContext, bodyOf, callerOf, type RouteHandler, runOf } from '../request.ts';

const log = createServiceLog();

/** A report holds names that others have made up: whatever they are, nothing of it runs, and nothing is loaded. */
const REPORT_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': REPORT_POLICY,
  'x-content-type-options': 'nosniff',
};

/** Starting, watching and stopping runs. */
export const runRoutes = {
  'GET /v1/runs': async (request, { store }) => {
    const { classifier, limit } = parseQuery(runsQuery, request.req.query());
    return request.json({ runs: await listRuns(store, { limit, ...(classifier && { classifier }) }) });
  },

  'POST /v1/runs': async (request, context) => {
    const { classifier, force, ...wanted } = await bodyOf(request, REQUESTS.NewRun);
    const source = await chooseSource(context, classifier, wanted.key, wanted.versionId);
    const { 'idempotency-key': key = randomUUID() } = parseInput(newRunHeaders, request.req.header());
    const identity = ['api', key, classifier];
    const { run, started } = await startRun(context, { classifier, source, cause: 'api', force, identity });
    return request.json(run, started ? 201 : 200);
  },

  'GET /v1/runs/{run}': async (request, { store }) => request.json(await readRunRecord(store, runOf(request))),

  'POST /v1/runs/{run}/cancel': async (request, context) => {
    const by = callerOf(request);
    const { run } = await requestCancel(context, runOf(request), by);
    await stopRun({ ...context, reportFault: log.error }, run, `cancelled over the API by ${by}`).catch(
      (error: unknown) =>
        log.error('a run is marked as to be cancelled, but could not be stopped at once', error, { run }),
    );
    return request.json(await readRunRecord(context.store, run), 202);
  },

  'GET /v1/runs/{run}/events': async (request, context) => {
    const { run } = await readRunRecord(context.store, runOf(request));
    const { events } = await readEvents(context.store, run);
    return request.json({ events });
  },

  'GET /v1/runs/{run}/results.csv': artefactRoute('results.csv', 'text/csv'),
  'GET /v1/runs/{run}/predictions.jsonl': artefactRoute('predictions.jsonl', 'application/jsonl'),
  'GET /v1/runs/{run}/evaluation': artefactRoute('evaluation.json', 'application/json'),
  'GET /v1/runs/{run}/preparation': artefactRoute('preparation.json', 'application/json'),
  'GET /v1/runs/{run}/report': async (request, context) => {
    const { run } = await readRunRecord(context.store, runOf(request));
    const html = (await readText(context.store, runKey(run, 'report.html'))) ?? (await makeReport(context.store, run));
    return request.body(html, 200, REPORT_HEADERS);
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;

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
