import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { localProfile } from '../../core/contract/local-profile.ts';
import { type LocalCloud, startLocalCloud } from '../../local/local-cloud.ts';
import { writeSmallAssembly } from './small-assembly.ts';

let root: string;
const clouds: LocalCloud[] = [];
const lines: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cloud-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(clouds.splice(0).map((cloud) => cloud.close()));
  await rm(root, { recursive: true, force: true });
});

const assembly = () => join(root, 'cdk.out');
const directory = () => join(root, 'state');

async function start(port = 0): Promise<LocalCloud> {
  const cloud = await startLocalCloud({
    assembly: assembly(),
    directory: directory(),
    port,
    log: (line) => lines.push(line),
  });
  clouds.push(cloud);
  return cloud;
}

/** The SDK writes into the credentials that it is given: it gets its own. */
function s3Of({ profile: { s3Endpoint, region, accessKeyId, secretAccessKey } }: LocalCloud): S3Client {
  return new S3Client({ endpoint: s3Endpoint, region, credentials: { accessKeyId, secretAccessKey } });
}

const put = ({ profile }: LocalCloud, s3: S3Client, Key: string) =>
  s3.send(new PutObjectCommand({ Bucket: profile.bucket, Key, Body: 'x' }));

async function read({ profile }: LocalCloud, s3: S3Client, Key: string): Promise<unknown> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: profile.bucket, Key }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`${Key} was not written in time`);
}

const ask = ({ profile }: LocalCloud, token: string) =>
  fetch(`${profile.endpoint}/hello/world`, { headers: { authorization: `Bearer ${token}` } });

describe('the local cloud', () => {
  test('runs a stack from an upload to the end of its execution, and past it', async () => {
    await writeSmallAssembly(assembly());
    const cloud = await start();
    const s3 = s3Of(cloud);
    await put(cloud, s3, 'uploads/good');
    await put(cloud, s3, 'uploads/bad');
    await put(cloud, s3, 'elsewhere/good');
    expect(await read(cloud, s3, 'ended/uploads-good')).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"key":"uploads/good","seen":"aws.s3","result":{"length":12}}',
    });
    const bad = await read(cloud, s3, 'ended/uploads-bad');
    expect(bad).toMatchObject({ status: 'FAILED', error: 'UnusableSource' });
    expect(JSON.parse(String(Reflect.get(Object(bad), 'cause')))).toMatchObject({ errorMessage: 'a bad upload' });
    s3.destroy();
  });

  test('serves the API behind its authorizer, with the token of the profile', async () => {
    await writeSmallAssembly(assembly());
    const cloud = await start();
    const { profile } = cloud;
    const answer = await ask(cloud, profile.token);
    expect([answer.status, await answer.json()]).toEqual([200, { hello: 'world', url: profile.endpoint }]);
    expect((await ask(cloud, 'guess')).status).toBe(403);
    expect((await fetch(`${profile.endpoint}/hello/world`)).status).toBe(401);
  });

  test('lets through what the stage of the template does, and answers the rest as the gateway', async () => {
    const limits = { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 2 };
    await writeSmallAssembly(assembly(), ({ Stage, ...others }) => ({
      ...others,
      Stage: { ...Stage, Properties: { ...Stage.Properties, DefaultRouteSettings: limits } },
    }));
    const cloud = await start();
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(cloud, cloud.profile.token)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429]);
    expect(await Promise.all(refused.map((answer) => answer.json()))).toEqual(
      Array(3).fill({ message: 'Too Many Requests' }),
    );
  });

  test('lets a token in that was written into its secret, and one no more that was taken out, within the time that answers are kept', async () => {
    await writeSmallAssembly(assembly());
    const cloud = await start();
    const statusOf = async (token: string) => (await ask(cloud, token)).status;
    expect(await statusOf(cloud.profile.token)).toBe(200);
    const [file = ''] = await readdir(join(directory(), 'secrets'));
    const path = join(directory(), 'secrets', file);
    const secret = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...secret, value: { name: 'x', token: 'another-token' } }));
    expect(await statusOf('another-token')).toBe(200);
    const later = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect([await statusOf(cloud.profile.token), await statusOf('another-token')]).toEqual([403, 200]);
  });

  test('writes a profile that its owner alone can read, and keeps keys, token and objects over a restart', async () => {
    await writeSmallAssembly(assembly());
    const first = await start();
    const s3 = s3Of(first);
    await put(first, s3, 'kept');
    s3.destroy();
    await clouds.pop()?.close();
    const again = await start();
    const path = join(directory(), 'local.json');
    expect(localProfile.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(again.profile);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { endpoint: _, s3Endpoint: __, ...kept } = first.profile;
    expect(again.profile).toMatchObject(kept);
    const s3Again = s3Of(again);
    await s3Again.send(new GetObjectCommand({ Bucket: again.profile.bucket, Key: 'kept' }));
    s3Again.destroy();
  });

  test('takes up at the next start what ran when it was closed', async () => {
    await writeSmallAssembly(assembly());
    const first = await start();
    const s3 = s3Of(first);
    await put(first, s3, 'uploads/slow');
    const file = join(directory(), 'executions', 'small-work', 'uploads-slow.json');
    for (let attempt = 0; attempt < 100 && !(await stat(file).catch(() => false)); attempt += 1) await sleep(50);
    s3.destroy();
    await clouds.pop()?.close();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ status: 'RUNNING' });
    await writeSmallAssembly(assembly(), (resources) => {
      // The same step, but now it fails at once.
      resources.Step.Properties.Handler = 'index.missing';
      return resources;
    });
    const again = await start();
    const s3Again = s3Of(again);
    expect(await read(again, s3Again, 'ended/uploads-slow')).toMatchObject({
      status: 'FAILED',
      error: 'Runtime.HandlerNotFound',
    });
    s3Again.destroy();
  });

  test('without events from the bucket, nothing follows an upload', async () => {
    await writeSmallAssembly(assembly(), ({ Data, ...others }) => {
      const { NotificationConfiguration: _, ...Properties } = Data.Properties;
      return { ...others, Data: { ...Data, Properties } };
    });
    const cloud = await start();
    const s3 = s3Of(cloud);
    await put(cloud, s3, 'uploads/good');
    await sleep(500);
    await expect(stat(join(directory(), 'executions', 'small-work'))).rejects.toMatchObject({ code: 'ENOENT' });
    s3.destroy();
  });
});

describe('the local cloud does not start', () => {
  test('in a directory that another one has', async () => {
    await writeSmallAssembly(assembly());
    await start();
    await expect(start()).rejects.toThrow(/in use by process \d+: two local clouds cannot share/);
  });

  test('without a permission that the stack forgot, and then leaves the directory free', async () => {
    await writeSmallAssembly(assembly(), ({ MayRecord: _, ...others }) => others);
    await expect(start()).rejects.toThrow(/Ended: the stack has no AWS::Lambda::Permission/);
    await writeSmallAssembly(assembly());
    await start();
  });

  test('without a template', async () => {
    await expect(start()).rejects.toThrow(/synthesize the stack first/);
  });

  test('on a port that is taken, and says which', async () => {
    await writeSmallAssembly(assembly());
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start(port)).rejects.toThrow(`port ${port}, which the HTTP API needs, is taken`);
    await new Promise((resolve) => taken.close(resolve));
  });
});
