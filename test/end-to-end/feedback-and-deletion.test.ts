import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readExample } from '../../core/contract/example-row.ts';
import { datasetKey, ENGINE_PREFIX } from '../../core/contract/keys.ts';
import { asCsv, labelledTexts } from '../support/labelled-texts.ts';
import { type LocalLabelsmith, startLabelsmith } from '../support/local-labelsmith.ts';

let labelsmith: LocalLabelsmith;
beforeAll(async () => {
  labelsmith = await startLabelsmith();
});
afterAll(() => labelsmith.stop());

/** Trains a classifier on an upload. Returns the id of its run. */
async function train(classifier: string, rows: number): Promise<string> {
  const key = `uploads/${classifier}/first.csv`;
  await labelsmith.put(key, asCsv(labelledTexts(rows)));
  const { run } = await labelsmith.runWhere(classifier, ({ source }) => source.key === key);
  expect(await labelsmith.ended(run)).toMatchObject({ status: 'succeeded', version: 1 });
  return run;
}

/** Keys of all objects under a prefix, and of what the bucket keeps of older ones. */
async function allVersions(Prefix: string): Promise<string[]> {
  const request = { Bucket: labelsmith.profile.bucket, Prefix };
  const { Versions = [], DeleteMarkers = [] } = await labelsmith.s3.send(new ListObjectVersionsCommand(request));
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
}

/** All texts of a dataset, of both its sides. */
async function textsOf(dataset: string): Promise<string[]> {
  const sides = (['train.jsonl', 'validation.jsonl'] as const).map(async (file) => {
    const request = { Bucket: labelsmith.profile.bucket, Key: datasetKey(dataset, file) };
    const body = await (await labelsmith.s3.send(new GetObjectCommand(request))).Body?.transformToString();
    return (body ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => readExample(line).text);
  });
  return (await Promise.all(sides)).flat();
}

const feedback = (body: object, classifier = 'sports') =>
  labelsmith.request('POST', `/v1/classifiers/${classifier}/feedback`, body);

describe('feedback', () => {
  test('that an application sends is part of the next run, whose report names it', async () => {
    const first = await train('sports', 40);
    const sent = labelledTexts(12, 500);
    const receipts = [];
    for (const example of sent) {
      const answer = await feedback({ ...example, predicted: 'hockey' });
      expect(answer.status).toBe(201);
      receipts.push(await answer.json());
    }
    expect((await feedback(sent[0] ?? {})).status).toBe(200);

    const { run } = await labelsmith.api.startRun({ classifier: 'sports' });
    const [before, after] = [await labelsmith.api.run(first), await labelsmith.ended(run)];
    expect(after).toMatchObject({ status: 'succeeded', version: 2, examples: { removed: 0 } });
    const [texts, earlier] = [await textsOf(after.dataset ?? ''), await textsOf(before.dataset ?? '')];
    expect([earlier.length, texts.length]).toEqual([80, 104]);
    expect(texts).toEqual(expect.arrayContaining(sent.map(({ text }) => text)));
    const preparation = await labelsmith.api.preparation(run);
    const named = preparation?.sources.slice(1).map(({ name }) => name);
    expect(named).toEqual(receipts.map(({ id }) => `feedback/${id}`).sort());

    // Nothing new since: the same dataset, and no job for it.
    const again = await labelsmith.api.startRun({ classifier: 'sports' });
    expect(await labelsmith.ended(again.run)).toMatchObject({ version: 2, job: null, dataset: after.dataset });
  });
});

describe('a classifier that is deleted', () => {
  test('leaves nothing in the bucket, older versions included, and its neighbour all it has', async () => {
    await train('sports-news', 40);
    const run = (await labelsmith.api.runs({ classifier: 'sports' }))[0];
    const deleted = await labelsmith.api.deleteClassifier('sports');
    expect(deleted).toEqual({
      classifier: 'sports',
      runs: 3,
      versions: 2,
      models: expect.any(Number),
      datasets: 1,
      sharedDatasets: 1,
      left: [],
    });
    for (const prefix of ['uploads/sports/', 'classifiers/sports/', 'trained/sports/', `datasets/${run?.dataset}/`]) {
      expect(await allVersions(prefix)).toEqual([]);
    }
    for (const prefix of ['runs/sports-', 'unreleased/sports-']) {
      expect((await allVersions(prefix)).filter((key) => !key.includes('sports-news-'))).toEqual([]);
    }
    // Models and files that are left at the engine are the neighbour's.
    expect(await allVersions(`${ENGINE_PREFIX}files/`)).toEqual([]);
    const jobs = await allVersions(`${ENGINE_PREFIX}jobs/`);
    expect(new Set(jobs).size).toBe(1);
    const models = await allVersions(`${ENGINE_PREFIX}models/`);
    expect([models.length > 0, models.filter((key) => !key.includes('sports-news'))]).toEqual([true, []]);

    const classified = (classifier: string) =>
      labelsmith.request('POST', `/v1/classifiers/${classifier}/classify`, { text: 'the goalie met the puck' });
    expect((await classified('sports-news')).status).toBe(200);
    expect((await feedback({ text: 'a puck', label: 'hockey' })).status).toBe(404);
    await expect(labelsmith.api.deleteClassifier('sports')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('may be trained anew', async () => {
    await train('sports', 30);
  });
});
