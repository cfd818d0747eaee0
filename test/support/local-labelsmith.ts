import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { App } from 'aws-cdk-lib';
import { type ApiClient, createApiClient } from '../../bin/client/api-client.ts';
import type { LocalProfile } from '../../core/contract/local-profile.ts';
import { hasEnded, type Run } from '../../core/contract/run.ts';
import { LabelsmithStack, type LabelsmithStackProps } from '../../lib/labelsmith-stack.ts';
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts';

export interface LocalLabelsmith {
  readonly api: ApiClient;
  readonly profile: LocalProfile;
  readonly s3: S3Client;
  readonly executions: SFNClient;
  /** Where Step Functions and Secrets Manager answer. */
  readonly awsJsonEndpoint: string;
  readonly directory: string;
  /** One request to the HTTP API, whatever its answer is. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Writes an object as any S3 client would. Returns its version. */
  put(key: string, body: string | Uint8Array): Promise<string | undefined>;
  /** The classifier's newest run that fits, once there is one. */
  runWhere(classifier: string, fits: (run: Run) => boolean): Promise<Run>;
  ended(run: string): Promise<Run>;
  /** Stops it. Its directory stays, unless `forget`. */
  stop(options?: { forget: boolean }): Promise<void>;
}

export interface LocalOptions {
  /** Changes the synthesized template before it runs. */
  readonly edit?: (template: string) => string;
  /** State of an earlier one. @default a new directory */
  readonly directory?: string;
  /** What is configured of the stack. @default nothing */
  readonly stack?: LabelsmithStackProps;
  /** Values of the secrets that the stack only names. @default none */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** Longest wait for anything, in ms: ten times what it takes here. */
const PATIENCE_MS = 90_000;

/** The real stack, synthesized and run by the local cloud on free ports. */
export async function startLabelsmith({
  edit,
  directory,
  stack,
  secrets = new Map(),
}: LocalOptions = {}): Promise<LocalLabelsmith> {
  const state = directory ?? mkdtempSync(join(tmpdir(), 'labelsmith-'));
  const assembly = join(state, 'cdk.out');
  const app = new App({ outdir: assembly });
  new LabelsmithStack(app, 'Labelsmith', stack);
  app.synth();
  const template = join(assembly, 'Labelsmith.template.json');
  if (edit) writeFileSync(template, edit(readFileSync(template, 'utf8')));

  const cloud: LocalCloud = await startLocalCloud({
    assembly,
    directory: state,
    port: 0,
    secrets,
    log: () => undefined,
  });
  const { profile, awsJsonEndpoint } = cloud;
  const { region, accessKeyId, secretAccessKey } = profile;
  const credentials = () => ({ accessKeyId, secretAccessKey });
  const s3 = new S3Client({ endpoint: profile.s3Endpoint, region, credentials: credentials(), forcePathStyle: true });
  const executions = new SFNClient({ endpoint: awsJsonEndpoint, region, credentials: credentials() });
  const api = createApiClient(profile);

  const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      const found = await look();
      if (found !== undefined) return found;
    }
    throw new Error(`waited in vain for ${what}`);
  };
  return {
    api,
    profile,
    s3,
    executions,
    awsJsonEndpoint,
    directory: state,
    request: (method, path, body, headers) =>
      fetch(`${profile.endpoint}${path}`, {
        method,
        headers: { authorization: `Bearer ${profile.token}`, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    put: async (Key, Body) => (await s3.send(new PutObjectCommand({ Bucket: profile.bucket, Key, Body }))).VersionId,
    runWhere: (classifier, fits) =>
      until(`a run of ${classifier}`, async () => (await api.runs({ classifier })).find(fits)),
    ended: (id) =>
      until(`the end of ${id}`, async () => {
        const run = await api.run(id);
        return hasEnded(run.status) ? run : undefined;
      }),
    async stop({ forget } = { forget: true }) {
      s3.destroy();
      executions.destroy();
      await cloud.close();
      if (forget) rmSync(state, { recursive: true, force: true });
    },
  };
}
