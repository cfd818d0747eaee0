import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mapConcurrently } from '../../../core/map-concurrently.ts';
import { readText, type Store } from '../../../core/store.ts';
import { listenOnLoopback } from '../../../local/loopback-server.ts';
import { createS3Store } from '../../../services/aws/s3-store.ts';
import { BUCKET, clientAt, type LocalBucket, openBucket } from '../../support/local-bucket.ts';

let bucket: LocalBucket<unknown>;
let store: Store;
beforeAll(async () => {
  bucket = await openBucket();
  store = bucket.store;
});
afterAll(() => bucket.close());

describe('the store on S3', () => {
  test('reads what was written, older versions too, and nothing where nothing is', async () => {
    await store.write('a/b.json', 'one');
    const first = await store.head('a/b.json');
    await store.write('a/b.json', 'two');
    expect(await readText(store, 'a/b.json')).toBe('two');
    const older = await store.read('a/b.json', { versionId: first?.versionId ?? '' });
    expect(older?.object.versionId).toBe(first?.versionId);
    expect([await store.head('nothing'), await store.read('nothing')]).toEqual([undefined, undefined]);
  });

  test('lets one of ten swap what all ten have read', async () => {
    const { etag } = await store.write('swap', '0');
    const swaps = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => store.write('swap', `${index + 1}`, { condition: { etag } })),
    );
    expect(swaps.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const swap of swaps) if (swap.status === 'rejected') expect(swap.reason.name).toBe('ConditionFailed');
  });

  test('lists more keys than fit on a page', async () => {
    const keys = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    for (let from = 0; from < keys.length; from += 50) {
      await Promise.all(keys.slice(from, from + 50).map((key) => store.write(key, 'x')));
    }
    const listed: string[] = [];
    for await (const { key } of store.list('many/')) listed.push(key);
    expect(listed).toEqual(keys);
  });
});

describe('everything under a prefix', () => {
  const versionsUnder = async (Prefix: string) => {
    const { Versions = [], DeleteMarkers = [] } = await bucket.client.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }),
    );
    return [...Versions, ...DeleteMarkers].map(({ Key }) => Key);
  };

  test('is removed with its older versions and with what removing left, and nothing else is', async () => {
    for (const body of ['1', '2', '3']) await store.write('gone/twice.json', body);
    await store.write('gone/deep/er & <odd>.json', '1');
    await store.write('gone/removed.json', '1');
    await store.remove('gone/removed.json');
    await store.write('gone-not/x.json', '1');
    expect((await versionsUnder('gone/')).length).toBe(6);
    await store.removeAll('gone/');
    expect([await versionsUnder('gone/'), await versionsUnder('gone-not/')]).toEqual([[], ['gone-not/x.json']]);
    await store.removeAll('gone/');
  });

  test('is removed where it is more than one request can list', async () => {
    const writes = Array.from({ length: 1_030 }, (_, index) => `lots/${index % 600}`);
    await mapConcurrently(writes, 50, (key) => store.write(key, 'x'));
    await store.removeAll('lots/');
    expect(await versionsUnder('lots/')).toEqual([]);
  });

  test('is removed where the one that stays has more versions than one request can list', async () => {
    await mapConcurrently(Array.from({ length: 1_010 }), 50, () => store.write('much/b', 'x'));
    for (const key of ['much/a', 'much/c']) await store.write(key, 'x');
    await store.removeAll('much/', { but: 'much/b' });
    expect(await Array.fromAsync(store.list('much/'), ({ key }) => key)).toEqual(['much/b']);
  });
});

describe('a bucket that stumbles', () => {
  /** A store whose S3 gives these statuses, one after the other, and then 200. */
  const stumbling = async (...statuses: number[]) => {
    const server = await listenOnLoopback({
      name: 'a stumbling S3',
      port: 0,
      handler: (request, response) => {
        request.resume();
        response.writeHead(statuses.shift() ?? 200, { etag: '"e"' }).end();
      },
    });
    const client = clientAt(server.url, 1);
    return { store: createS3Store(client, BUCKET), end: () => server.close().then(() => client.destroy()) };
  };

  test.each([
    ['503', [503], 'StoreUnavailable'],
    ['429', [429], 'StoreUnavailable'],
    ['412', [412], 'ConditionFailed'],
  ])('with %s is told as what it means', async (_name, statuses, error) => {
    const { store: stumbler, end } = await stumbling(...statuses);
    await expect(stumbler.write('x', '1', { condition: 'absent' })).rejects.toMatchObject({ name: error });
    await end();
  });

  test('with a refusal is not told as something that passes', async () => {
    const { store: stumbler, end } = await stumbling(403);
    await expect(stumbler.head('x')).rejects.not.toMatchObject({ name: 'StoreUnavailable' });
    await end();
  });

  test('over concurrent writes (409) is asked again', async () => {
    const { store: stumbler, end } = await stumbling(409, 409);
    expect(await stumbler.write('x', '1', { condition: 'absent' })).toEqual({ etag: '"e"' });
    await end();
  });

  test('over one object among many is told, and not taken for done', async () => {
    const version = '<Version><Key>x</Key><VersionId>1</VersionId></Version>';
    const answers = [
      `<ListVersionsResult>${version}</ListVersionsResult>`,
      '<DeleteResult><Error><Key>x</Key><Code>AccessDenied</Code></Error></DeleteResult>',
    ];
    const server = await listenOnLoopback({
      name: 'an S3 that removes nothing',
      port: 0,
      handler: (request, response) => {
        request.resume();
        response.writeHead(200, { 'content-type': 'application/xml' }).end(answers.shift());
      },
    });
    const refusing = clientAt(server.url, 1);
    await expect(createS3Store(refusing, BUCKET).removeAll('x')).rejects.toThrow('AccessDenied');
    await server.close().then(() => refusing.destroy());
  });

  test('that is gone altogether is told as unavailable', async () => {
    const { store: stumbler, end } = await stumbling();
    await end();
    await expect(stumbler.head('x')).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});
