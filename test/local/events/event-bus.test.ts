import { afterEach, describe, expect, test } from '@jest/globals';
import { type Event, envelope } from '../../../local/events/envelope.ts';
import {
  createEventBus,
  type DeliveryFailure,
  type EventBus,
  type EventBusOptions,
  type RuleTarget,
} from '../../../local/events/event-bus.ts';

const ORIGIN = { account: '000000000000', region: 'us-east-1' };
const created = (key: string): Event =>
  envelope('aws.s3', 'Object Created', { bucket: { name: 'data' }, object: { key } }, ORIGIN);

const buses: EventBus[] = [];
afterEach(() => {
  for (const bus of buses.splice(0)) bus.close();
});

function start(options: Partial<EventBusOptions> & { targets?: readonly RuleTarget[] } = {}) {
  const delivered: { arn: string; input: unknown }[] = [];
  const failures: DeliveryFailure[] = [];
  const { targets = [{ arn: 'one' }], ...rest } = options;
  const bus = createEventBus({
    rules: [{ name: 'uploads', pattern: { detail: { object: { key: [{ prefix: 'uploads/' }] } } }, targets }],
    deliver: async (arn, input) => delivered.push({ arn, input }),
    onError: (_, failure) => failures.push(failure),
    retryWaits: [1, 1, 1],
    ...rest,
  });
  buses.push(bus);
  return { bus, delivered, failures };
}

test('an event has everything that EventBridge gives', () => {
  const event = envelope('aws.s3', 'Object Created', { a: 1 }, { ...ORIGIN, resources: ['arn:aws:s3:::data'] });
  expect(event).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    ...ORIGIN,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: ['arn:aws:s3:::data'],
    detail: { a: 1 },
  });
});

test('an event reaches every target of the rules that it matches, and not before put has returned', async () => {
  const { bus, delivered } = start({ targets: [{ arn: 'one' }, { arn: 'two' }] });
  const event = created('uploads/a.csv');
  bus.put(event);
  bus.put(created('runs/1/run.json'));
  expect(delivered).toEqual([]);
  await bus.settled();
  expect(delivered).toEqual([
    { arn: 'one', input: event },
    { arn: 'two', input: event },
  ]);
});

test('what fails is tried again, and what goes on failing is given up and told', async () => {
  let calls = 0;
  const passing = start({
    deliver: async () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
    },
  });
  passing.bus.put(created('uploads/a'));
  await passing.bus.settled();
  expect(passing.failures.map(({ attempt, gaveUp }) => [attempt, gaveUp])).toEqual([
    [1, false],
    [2, false],
  ]);
  const failing = start({ deliver: () => Promise.reject(new Error('never')) });
  const event = created('uploads/a');
  failing.bus.put(event);
  await failing.bus.settled();
  expect(failing.failures.length).toBe(4);
  expect(failing.failures.at(-1)).toEqual({
    ...{ rule: 'uploads', targetArn: 'one', eventId: event.id },
    ...{ attempt: 4, gaveUp: true },
  });
});

test('a target that fails does not keep the others from their events', async () => {
  const delivered: string[] = [];
  const { bus } = start({
    targets: [{ arn: 'broken' }, { arn: 'whole' }],
    deliver: async (arn) => {
      if (arn === 'broken') throw new Error('broken');
      delivered.push(arn);
    },
  });
  bus.put(created('uploads/a'));
  await bus.settled();
  expect(delivered).toEqual(['whole']);
});

test('a bus that is closed neither takes events nor waits to try again', async () => {
  const { bus, delivered, failures } = start({
    deliver: () => Promise.reject(new Error('down')),
    retryWaits: [3_600_000],
  });
  bus.put(created('uploads/a'));
  while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
  bus.close();
  await bus.settled();
  bus.put(created('uploads/b'));
  await bus.settled();
  expect([delivered.length, failures.length]).toEqual([0, 1]);
});

describe('what a target gets', () => {
  const inputOf = async (target: Omit<RuleTarget, 'arn'>, key = 'uploads/a "b".csv') => {
    const { bus, delivered } = start({ targets: [{ arn: 'one', ...target }] });
    bus.put(created(key));
    await bus.settled();
    return delivered[0]?.input;
  };
  const inputPathsMap = {
    key: '$.detail.object.key',
    object: '$.detail.object',
    missing: '$.detail.x',
    account: '$.account',
  };

  test.each<[string, Omit<RuleTarget, 'arn'>, unknown]>([
    ['a constant', { input: '{"a":1}' }, { a: 1 }],
    ['a value', { inputTransformer: { inputPathsMap, inputTemplate: '{"k":<key>}' } }, { k: 'uploads/a "b".csv' }],
    [
      'a value in a text',
      { inputTransformer: { inputPathsMap, inputTemplate: '{"k":"s3://<key>, of \\"<account>\\""}' } },
      { k: 's3://uploads/a "b".csv, of "000000000000"' },
    ],
    [
      'an object',
      { inputTransformer: { inputPathsMap, inputTemplate: '{"o":<object>}' } },
      { o: { key: 'uploads/a "b".csv' } },
    ],
    [
      'nothing',
      { inputTransformer: { inputPathsMap, inputTemplate: '{"m":<missing>,"t":"<missing>"}' } },
      { m: null, t: '' },
    ],
    [
      'a text',
      { inputTransformer: { inputPathsMap, inputTemplate: 'Of account <account>.' } },
      'Of account "000000000000".',
    ],
  ])('may be %s', async (_, target, expected) => {
    expect(await inputOf(target)).toEqual(expected);
  });

  test('may be the event inside of something', async () => {
    const inputTransformer = { inputPathsMap: {}, inputTemplate: '{"event":<aws.events.event.json>}' };
    expect(await inputOf({ inputTransformer })).toMatchObject({ event: { source: 'aws.s3' } });
  });

  test.each<[string, Omit<RuleTarget, 'arn'>]>([
    ['a variable without a path', { inputTransformer: { inputPathsMap: {}, inputTemplate: '{"k":<key>}' } }],
    ['a path that is not understood', { inputTransformer: { inputPathsMap: { a: '$..a' }, inputTemplate: '<a>' } }],
    ['an input that is no JSON', { input: '{' }],
  ])('is refused at the start with %s', (_, target) => {
    expect(() => start({ targets: [{ arn: 'one', ...target }] })).toThrow(/^rule uploads: /);
  });
});

test('a rule whose pattern is not understood is refused at the start, by its name', () => {
  const rules = [{ name: 'odd', pattern: { source: [{ cidr: '10.0.0.0/8' }] }, targets: [] }];
  expect(() => start({ rules })).toThrow('rule odd: the event pattern at source cannot be used');
});

test('put tells whether every target has got the event, or the bus was closed before', async () => {
  const { bus } = start();
  expect(await bus.put(created('uploads/a.csv'))).toBe(true);
  const { bus: failing } = start({ deliver: async () => Promise.reject(new Error('no')), retryWaits: [60_000] });
  const put = failing.put(created('uploads/b.csv'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  failing.close();
  expect(await put).toBe(false);
});
