import { z } from 'zod';
import { readArtefact } from '../../../core/artefact.ts';
import { historyPrefix } from '../../../core/contract/keys.ts';
import { REQUESTS } from '../../../core/contract/messages.ts';
import { versionNumber } from '../../../core/contract/names.ts';
import { historyEntry } from '../../../core/contract/registry.ts';
import { promote, readChampion, rollBack } from '../../../core/registry/champion.ts';
import { readSunset } from '../../../core/registry/check-sunsets.ts';
import { deleteVersion } from '../../../core/registry/delete-version.ts';
import { listVersions } from '../../../core/registry/versions.ts';
import { parseInput } from '../../../services/parse-input.ts';
import { bodyOf, callerOf, classifierOf, type RouteHandler } from '../request.ts';

const versionInPath = z.object({ version: z.coerce.number().pipe(versionNumber) });

/** Which versions there are, which one serves, and who changed that. */
export const registryRoutes = {
  'GET /v1/classifiers/{classifier}/versions': async (request, { store }) => {
    const classifier = classifierOf(request);
    const [versions, champion] = await Promise.all([listVersions(store, classifier), readChampion(store, classifier)]);
    const sunset = champion && (await readSunset(store, classifier, champion.value.version));
    return request.json({
      versions: versions.reverse(),
      champion: champion?.value ?? null,
      sunset: sunset ?? null,
    });
  },

  'GET /v1/classifiers/{classifier}/history': async (request, { store }) => {
    const keys: string[] = [];
    for await (const { key } of store.list(historyPrefix(classifierOf(request)))) keys.push(key);
    const found = await Promise.all(keys.reverse().map((key) => readArtefact(store, key, historyEntry)));
    return request.json({ history: found.flatMap((entry) => (entry ? [entry.value] : [])) });
  },

  'POST /v1/classifiers/{classifier}/promote': async (request, context) => {
    const { version, reason } = await bodyOf(request, REQUESTS.Promotion);
    const change = { classifier: classifierOf(request), by: callerOf(request), reason: reason ?? 'promoted by hand' };
    return request.json(await promote(context, { ...change, version }));
  },

  'POST /v1/classifiers/{classifier}/rollback': async (request, context) => {
    const { reason } = await bodyOf(request, REQUESTS.Rollback);
    const change = {
      classifier: classifierOf(request),
      by: callerOf(request),
      reason: reason ?? 'rolled back by hand',
    };
    return request.json(await rollBack(context, change));
  },

  'DELETE /v1/classifiers/{classifier}/versions/{version}': async (request, context) => {
    const { version } = parseInput(versionInPath, request.req.param());
    const change = { classifier: classifierOf(request), by: callerOf(request), reason: 'deleted by hand' };
    return request.json(await deleteVersion(context, { ...change, version }));
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;
