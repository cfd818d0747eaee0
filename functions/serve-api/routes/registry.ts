import { REQUESTS } from '../../../core/contract/messages.ts';
import { serviceTime } from '../../../core/contract/registry.ts';
import { championQuery, ROUTE_MESSAGES, versionInPath } from '../../../core/contract/route-messages.ts';
import { LabelsmithError } from '../../../core/errors.ts';
import { endCanary, startCanary } from '../../../core/registry/canary.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { championAt } from '../../../core/registry/champion-at.ts';
import { readSunset } from '../../../core/registry/check-sunsets.ts';
import { deleteVersion } from '../../../core/registry/delete-version.ts';
import { readHistory } from '../../../core/registry/history.ts';
import { listVersions } from '../../../core/registry/versions.ts';
import { parseInput, parseQuery } from '../../../services/input/parse-input.ts';
import { bodyOf, callerOf, existingClassifierOf, type RouteHandler } from '../request.ts';

const noneAt = (classifier: string, at: string) =>
  new LabelsmithError(
    'NotFound',
    `classifier ${classifier} had no version in service at ${at}`,
    `See when its versions were made with: labelsmith versions ${classifier}`,
  );

const noVersion = () =>
  new LabelsmithError(
    'InvalidInput',
    'version: a share of the texts needs a version that answers them',
    'Send {"version": 4, "share": 0.1}; a share of 0 ends the canary.',
  );

/** Which versions there are, which one serves, and who changed that. */
export const registryRoutes = {
  'GET /v1/classifiers/{classifier}/versions': async (request, { store }) => {
    const classifier = await existingClassifierOf(request, { store });
    const [versions, champion] = await Promise.all([listVersions(store, classifier), readChampion(store, classifier)]);
    const sunset = champion && (await readSunset(store, classifier, champion.value.version));
    return request.json({
      versions: versions.reverse(),
      champion: champion?.value ?? null,
      sunset: sunset ?? null,
    });
  },

  'GET /v1/classifiers/{classifier}/history': async (request, { store }) => {
    const classifier = await existingClassifierOf(request, { store });
    return request.json({ history: (await readHistory(store, classifier)).reverse() });
  },

  'GET /v1/classifiers/{classifier}/champion': async (request, { store, clock }) => {
    const classifier = await existingClassifierOf(request, { store });
    const { at = clock().toISOString() } = parseQuery(championQuery, request.req.query());
    const found = await championAt(store, classifier, new Date(at));
    if (!found) throw noneAt(classifier, at);
    return request.json(serviceTime.parse({ ...found.change, since: found.change.at, until: found.until }));
  },

  'POST /v1/classifiers/{classifier}/promote': async (request, context) => {
    const { version, reason } = await bodyOf(request, REQUESTS.Promotion);
    const change = {
      classifier: await existingClassifierOf(request, context),
      by: callerOf(request),
      reason: reason ?? 'promoted by hand',
    };
    return request.json(await promote(context, { ...change, version }));
  },

  'POST /v1/classifiers/{classifier}/rollback': async (request, context) => {
    const messages = ROUTE_MESSAGES['POST /v1/classifiers/{classifier}/rollback'];
    const { reason } = await bodyOf(request, REQUESTS.Rollback, messages);
    const change = {
      classifier: await existingClassifierOf(request, context),
      by: callerOf(request),
      reason: reason ?? 'rolled back by hand',
    };
    return request.json(await rollBack(context, change));
  },

  'POST /v1/classifiers/{classifier}/canary': async (request, context) => {
    const { version, share, reason } = await bodyOf(request, REQUESTS.Canary);
    const change = { classifier: await existingClassifierOf(request, context), by: callerOf(request) };
    if (share === 0) return request.json(await endCanary(context, { ...change, reason: reason ?? 'ended by hand' }));
    if (version === undefined) throw noVersion();
    return request.json(await startCanary(context, { ...change, version, share, reason: reason ?? 'started by hand' }));
  },

  'DELETE /v1/classifiers/{classifier}/canary': async (request, context) => {
    const change = {
      classifier: await existingClassifierOf(request, context),
      by: callerOf(request),
      reason: 'ended by hand',
    };
    return request.json(await endCanary(context, change));
  },

  'DELETE /v1/classifiers/{classifier}/versions/{version}': async (request, context) => {
    const { version } = parseInput(versionInPath, request.req.param());
    const change = {
      classifier: await existingClassifierOf(request, context),
      by: callerOf(request),
      reason: 'deleted by hand',
    };
    return request.json(await deleteVersion(context, { ...change, version }));
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
