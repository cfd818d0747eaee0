import type { Store } from '../../core/store.ts';
import { createEngine } from '../../engine/engine.ts';
import { BUCKET, CREDENTIALS, openBucket, REGION } from '../../test/support/local-bucket.ts';
import type { LabelledText } from './data-sets.ts';
import { putIntoService } from './served-version.ts';
import { trainModel } from './trained-model.ts';

const CLASSIFIER = 'measured';

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
export async function serveClassifier(examples: readonly LabelledText[]): Promise<ServedClassifier> {
  const { server, store, close } = await openBucket();
  const engine = createEngine({ store, clock: () => new Date(), advanceOnRead: true });
  const model = await trainModel(engine, examples);
  const labels = [...new Set(examples.map(({ label }) => label))];
  await putIntoService(store, { classifier: CLASSIFIER, provider: 'embedded', baseUrl: null, model, labels });
  return {
    environment: {
      BUCKET_NAME: BUCKET,
      PROVIDER: 'embedded',
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
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
    close,
  };
}
