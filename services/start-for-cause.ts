import { isUploadOf, parseUploadKey, UPLOADS_PREFIX, uploadsPrefix } from '../core/contract/keys.ts';
import { classifierName } from '../core/contract/names.ts';
import type { Run } from '../core/contract/run.ts';
import { feedbackWatermark } from '../core/feedback/read-feedback.ts';
import { readSettings, settingsHash } from '../core/registry/classifier-settings.ts';
import { isBeingDeleted } from '../core/registry/deletion-mark.ts';
import { listRuns } from '../core/run/list-runs.ts';
import type { ObjectCreated, StartCause } from '../core/run/start-causes.ts';
import type { Store, StoredObject } from '../core/store.ts';
import { createServiceLog } from './service-log.ts';
import { type StartRunContext, startRun } from './start-run.ts';

const log = createServiceLog();

/** Starts what a cause asks for and returns the runs' ids: one for an upload, one a classifier with news for the schedule. */
export async function startForCause(context: StartRunContext, cause: StartCause): Promise<string[]> {
  return 'cause' in cause ? startForNews(context) : startForUpload(context, cause);
}

async function startForUpload(context: StartRunContext, { detail }: ObjectCreated): Promise<string[]> {
  const { bucket, object } = detail;
  const classifier = classifierOf(object.key);
  // A key that ends with a slash is a folder's marker.
  if (object.key.endsWith('/')) return [];
  if (!classifier) {
    const { key } = object;
    log.warn("no run for an upload: its folder under uploads/ is no classifier's name (a-z, 0-9 and -)", { key });
    return [];
  }
  const testSet = await testSetOf(context.store, classifier);
  if (testSet !== undefined && isUploadOf(object.key, classifier, testSet)) return [];
  // An upload that was removed with its classifier, before it was told of, starts nothing.
  if ((await isBeingDeleted(context.store, classifier)) || !(await context.store.head(object.key))) {
    log.warn('no run for an upload: it is gone, or its classifier is being deleted', { key: object.key });
    return [];
  }
  const versionId = object['version-id'];
  const { run } = await startRun(context, {
    classifier,
    source: { key: object.key, ...(versionId && { versionId }) },
    cause: 'upload',
    force: false,
    identity: ['upload', bucket.name, object.key, versionId ?? null],
  });
  return [run.run];
}

/** The name of the user's own test set, where the settings have one: it is read with the next file that is learned from. */
async function testSetOf(store: Store, classifier: string): Promise<string | undefined> {
  // Settings that cannot be read are the run's business: it will say so.
  const settings = await readSettings(store, classifier).catch(() => undefined);
  return settings?.validationFile;
}

/**
 * Starts a run for every classifier that has something new.
 * @throws the first failure, after every classifier had its turn: one that fails must not keep the others waiting
 */
async function startForNews(context: StartRunContext): Promise<string[]> {
  const runs: string[] = [];
  const failures: unknown[] = [];
  for (const [classifier, newest] of await newestUploads(context.store, UPLOADS_PREFIX)) {
    try {
      const run = await startIfNew(context, classifier, newest.key);
      if (run) runs.push(run.run);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length) throw failures[0];
  return runs;
}

/**
 * Starts a run on a classifier's newest upload where no run has seen it, or the last one that has saw other feedback or had
 * other settings. Runs on older uploads, as after a `rerun`, say nothing of it.
 */
async function startIfNew(context: StartRunContext, classifier: string, key: string): Promise<Run | undefined> {
  const head = await context.store.head(key);
  if (!head || (await isBeingDeleted(context.store, classifier))) return undefined;
  const versionId = head.versionId;
  const runs = await listRuns(context.store, { classifier, limit: Number.POSITIVE_INFINITY });
  const last = runs.find(({ source }) => source.key === key && source.versionId === versionId);
  const settings = await readSettings(context.store, classifier).then(settingsHash, () => 'unreadable');
  const feedback = await feedbackWatermark(context.store, classifier);
  if (last && last.settings === settings && last.feedback === feedback) return undefined;
  const { run } = await startRun(context, {
    classifier,
    source: { key, ...(versionId && { versionId }) },
    cause: 'schedule',
    force: false,
    identity: ['schedule', last?.run ?? null, key, versionId ?? null, ...(feedback === undefined ? [] : [feedback])],
  });
  return run;
}

/** The newest upload of one classifier. */
export async function newestUpload(store: Store, classifier: string): Promise<StoredObject | undefined> {
  return (await newestUploads(store, uploadsPrefix(classifier))).get(classifier);
}

/** Each classifier's newest upload under a prefix, apart from files that are test sets. */
async function newestUploads(store: Store, prefix: string): Promise<Map<string, StoredObject>> {
  const newest = new Map<string, StoredObject>();
  const testSets = new Map<string, string | undefined>();
  for await (const object of store.list(prefix)) {
    const classifier = classifierOf(object.key);
    // A key that ends with a slash is a folder's marker.
    if (!classifier || object.key.endsWith('/')) continue;
    if (!testSets.has(classifier)) testSets.set(classifier, await testSetOf(store, classifier));
    const testSet = testSets.get(classifier);
    if (testSet !== undefined && isUploadOf(object.key, classifier, testSet)) continue;
    const known = newest.get(classifier);
    // S3 tells whole seconds. Of two uploads of one second the later key counts: over the API, keys begin with the time.
    if (!known || known.lastModified <= object.lastModified) newest.set(classifier, object);
  }
  return newest;
}

const classifierOf = (key: string): string | undefined => {
  const name = classifierName.safeParse(parseUploadKey(key)?.classifier);
  return name.success ? name.data : undefined;
};
