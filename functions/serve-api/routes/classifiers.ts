import { z } from 'zod';
import { readArtefact } from '../../../core/artefact.ts';
import { settingsKey } from '../../../core/contract/keys.ts';
import { settings as settingsSchema } from '../../../core/contract/settings.ts';
import { readDrift } from '../../../core/drift/report-drift.ts';
import { readChampion } from '../../../core/registry/champion.ts';
import { readSunset } from '../../../core/registry/check-sunsets.ts';
import { classifierNames } from '../../../core/registry/classifier-names.ts';
import { parseSettings, writeSettings } from '../../../core/registry/classifier-settings.ts';
import { listVersions } from '../../../core/registry/versions.ts';
import type { Store } from '../../../core/store.ts';
import { bodyOf, classifierOf, existingClassifierOf, type RouteHandler } from '../request.ts';

/** What there is to know about classifiers, and their settings. */
export const classifierRoutes = {
  'GET /v1/classifiers': async (request, { store }) => {
    const names = await classifierNames(store);
    const classifiers = await Promise.all(names.map((name) => describe(store, name)));
    return request.json({ classifiers });
  },

  'GET /v1/classifiers/{classifier}': async (request, { store }) => {
    const classifier = await existingClassifierOf(request, { store });
    const [description, versions] = await Promise.all([describe(store, classifier), listVersions(store, classifier)]);
    const serving = versions.find((version) => version.version === description.champion?.version);
    const sunset = serving && (await readSunset(store, classifier, serving.version));
    return request.json({
      ...description,
      sunset: sunset ?? null,
      labels: serving?.labels.map(({ label }) => label) ?? null,
      metrics: serving?.metrics ?? null,
    });
  },

  'GET /v1/classifiers/{classifier}/drift': async (request, { store }) => {
    return request.json({ reports: await readDrift(store, await existingClassifierOf(request, { store })) });
  },

  'GET /v1/classifiers/{classifier}/settings': async (request, { store }) => {
    const found = await readArtefact(store, settingsKey(classifierOf(request)), settingsSchema);
    return request.json(found?.value ?? settingsSchema.parse({}));
  },

  'PUT /v1/classifiers/{classifier}/settings': async (request, { store }) => {
    const classifier = classifierOf(request);
    const settings = parseSettings(await bodyOf(request, z.unknown()), 'the body');
    await writeSettings(store, classifier, settings);
    return request.json(settings);
  },
} as const satisfies Readonly<Record<string, RouteHandler>>;

async function describe(store: Store, classifier: string) {
  const champion = await readChampion(store, classifier);
  return { classifier, champion: champion?.value ?? null };
}
