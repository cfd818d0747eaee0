import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Store } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { createS3Server } from '../../local/s3/s3-server.ts';
import { createS3Store } from '../../services/s3-store.ts';
import type { LabelledText } from './data-sets.ts';
import { putIntoService } from './served-version.ts';
import { trainModel } from './trained-model.ts';

const BUCKET = 'artefacts';
const CLASSIFIER = 'measured';
const KEY = { accessKeyId: 'LOCAL', secretAccessKey: 'secret' };

/** A classifier in service: what classify-text is told of its surroundings, and how it is asked. */
export interface ServedClassifier {
  readonly environment: Readonly<Record<string, string>>;
  readonly classifier: string;
  readonly model: string;
  readonly labels: readonly string[];
  /** The bucket. */
  readonly store: Store;
  /** What the gateway hands over of a request. */
  event(text: string, classifier?: string): object;
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
  const model = await trainModel(engine, examples);
  const labels = [...new Set(examples.map(({ label }) => label))];
  await putIntoService(store, { classifier: CLASSIFIER, provider: 'embedded', baseUrl: null, model, labels });
  return {
    environment: {
      BUCKET_NAME: BUCKET,
      PROVIDER: 'embedded',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_ENDPOINT_URL_S3: server.url,
    },
    classifier: CLASSIFIER,
    model,
    labels,
    store,
    event: (text, classifier = CLASSIFIER) => ({
      headers: {},
      requestContext: {},
      pathParameters: { classifier },
      body: JSON.stringify({ text }),
    }),
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
