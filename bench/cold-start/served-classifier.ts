import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { championKey, versionKey } from '../../core/contract/keys.ts';
import type { Store } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { createS3Server } from '../../local/s3/s3-server.ts';
import { createS3Store } from '../../services/s3-store.ts';
import type { LabelledText } from '../inputs/data-sets.ts';
import { trainModel } from '../inputs/trained-model.ts';

const BUCKET = 'artefacts';
const CLASSIFIER = 'measured';
const KEY = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };

/** A classifier in service: what classify-text is told of its surroundings, and how it is asked. */
export interface ServedClassifier {
  readonly environment: Readonly<Record<string, string>>;
  event(text: string): object;
  close(): Promise<void>;
}

/** Trains a model of the embedded engine and puts it into service in a bucket of the local S3. */
export async function serveClassifier(folder: string, examples: readonly LabelledText[]): Promise<ServedClassifier> {
  const server = await createS3Server({
    directory: join(folder, 's3'),
    region: 'us-east-1',
    credentials: KEY,
    port: 0,
    onObjectCreated: () => undefined,
  });
  await server.createBucket(BUCKET, { versioned: true });
  const client = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials: KEY });
  const store = createS3Store(client, BUCKET);
  const engine = createEngine({ store, clock: () => new Date(), advanceOnRead: true });
  await register(store, await trainModel(engine, examples), [...new Set(examples.map(({ label }) => label))]);
  return {
    environment: {
      BUCKET_NAME: BUCKET,
      PROVIDER: 'embedded',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_ENDPOINT_URL_S3: server.url,
    },
    event: (text) => ({ pathParameters: { classifier: CLASSIFIER }, body: JSON.stringify({ text }) }),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}

/** Writes what a run would have written, as far as serving needs it. */
async function register(store: Store, model: string, labels: readonly string[]): Promise<void> {
  const now = new Date().toISOString();
  const version = {
    schema: 'labelsmith.version.v1',
    classifier: CLASSIFIER,
    version: 1,
    run: 'measured',
    provider: 'embedded',
    baseUrl: null,
    baseModel: 'labelsmith-linear-1',
    model,
    dataset: '0'.repeat(32),
    trainingSettings: '',
    format: 'chat',
    labels: labels.map((label) => ({ label, answer: label })),
    metrics: {
      examples: 0,
      accuracy: 0,
      accuracyInterval: [0, 1],
      macroF1: 0,
      weightedF1: 0,
      logLoss: null,
      expectedCalibrationError: null,
      perClass: [],
    },
    costUsd: 0,
    createdAt: now,
  };
  const champion = {
    schema: 'labelsmith.champion.v1',
    version: 1,
    previousVersion: null,
    since: now,
    by: 'benchmark',
    reason: 'measured',
  };
  await store.write(versionKey(CLASSIFIER, 1), JSON.stringify(version));
  await store.write(championKey(CLASSIFIER), JSON.stringify(champion));
}
