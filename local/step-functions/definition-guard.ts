import { z } from 'zod';

/** A timer in Node counts milliseconds in 31 bits and fires at once beyond: 24.8 days. */
export const LONGEST_TIMER_SECONDS = Math.floor((2 ** 31 - 1) / 1000);

const states = z.looseObject({ States: z.record(z.string(), z.record(z.string(), z.unknown())) });
type State = Readonly<Record<string, unknown>>;

/** Fields that the interpreter ignores, or reads as something else than Step Functions does, and why. */
const IGNORED: Readonly<Record<string, string>> = {
  Assign: 'variables are not kept',
  Arguments: 'JSONata is not evaluated',
  Output: 'JSONata is not evaluated',
  Condition: 'JSONata is not evaluated',
  Items: 'JSONata is not evaluated',
  ItemReader: 'Distributed Map is not run',
  ItemBatcher: 'Distributed Map is not run',
  ResultWriter: 'Distributed Map is not run',
  ToleratedFailureCount: 'Distributed Map is not run',
  ToleratedFailurePercentage: 'Distributed Map is not run',
  Timestamp: 'a wait until a moment may be longer than 24.8 days, and would then end at once',
  TimestampPath: 'a wait until a moment may be longer than 24.8 days, and would then end at once',
  TimeoutSecondsPath: 'it is read after Parameters, where Step Functions reads it before',
  HeartbeatSeconds: 'heartbeats are not counted',
  HeartbeatSecondsPath: 'heartbeats are not counted',
  Credentials: 'roles are not assumed',
};

/**
 * Says what a definition asks for that the interpreter would ignore, or do otherwise than Step Functions, one sentence
 * each. Nothing is run unless this is empty: a workflow that behaves differently here is worse than one that does not start.
 * @param definition the Amazon States Language as parsed JSON
 */
export function refuseUnsupported(definition: unknown): string[] {
  return [...refuseMachine(definition, 'The state machine', false)];
}

function* refuseMachine(definition: unknown, where: string, nested: boolean): Generator<string> {
  const parsed = states.safeParse(definition);
  if (!parsed.success) return yield `${where} has no States.`;
  yield* refuseLanguage(definition, where);
  yield* refuseDuration(parsed.data['TimeoutSeconds'], where, 'TimeoutSeconds');
  for (const [name, state] of Object.entries(parsed.data.States)) yield* refuseState(state, `State "${name}"`, nested);
}

function* refuseState(state: State, where: string, nested: boolean): Generator<string> {
  yield* refuseLanguage(state, where);
  for (const field of Object.keys(state).filter((key) => key in IGNORED)) yield refusal(where, field, IGNORED[field]);
  yield* refuseDuration(state['TimeoutSeconds'], where, 'TimeoutSeconds');
  yield* refuseDuration(state['Seconds'], where, 'Seconds');
  yield* refuseResultPath(state['ResultPath'], where);
  if (state['Type'] === 'Pass' && 'Result' in state && !state['Result']) {
    yield refusal(where, 'Result', 'a result that is null, false, 0 or "" is taken for none');
  }
  for (const field of ['ErrorPath', 'CausePath']) {
    if (typeof state[field] === 'string' && !state[field].startsWith('$')) {
      yield refusal(where, field, 'intrinsic functions are not evaluated there');
    }
  }
  for (const retrier of records(state['Retry'])) yield* refuseDuration(longestDelay(retrier), where, 'Retry');
  for (const rule of [...records(state['Catch']), ...records(state['Choices'])]) {
    yield* refuseResultPath(rule['ResultPath'], where);
    for (const field of Object.keys(rule).filter((key) => key in IGNORED)) yield refusal(where, field, IGNORED[field]);
  }
  yield* refuseContext(state, where, nested);
  yield* refuseNested(state, where);
}

function* refuseNested(state: State, where: string): Generator<string> {
  const processor = state['ItemProcessor'] ?? state['Iterator'];
  const [config] = records([Object(processor).ProcessorConfig]);
  if (config && (config['Mode'] ?? 'INLINE') !== 'INLINE')
    yield refusal(where, 'ProcessorConfig', 'Distributed Map is not run');
  if (processor !== undefined) yield* refuseMachine(processor, where, true);
  const branches = Array.isArray(state['Branches']) ? state['Branches'] : [];
  for (const branch of branches) yield* refuseMachine(branch, where, true);
}

function* refuseLanguage(holder: unknown, where: string): Generator<string> {
  const language: unknown = Object(holder).QueryLanguage;
  if (language !== undefined && language !== 'JSONPath') {
    yield refusal(where, `QueryLanguage ${String(language)}`, 'only JSONPath is evaluated');
  }
}

function* refuseDuration(seconds: unknown, where: string, field: string): Generator<string> {
  if (typeof seconds === 'number' && seconds > LONGEST_TIMER_SECONDS) {
    yield refusal(where, field, `a timer holds ${LONGEST_TIMER_SECONDS} seconds at most`);
  }
}

function* refuseResultPath(path: unknown, where: string): Generator<string> {
  if (typeof path === 'string' && !path.startsWith('$.')) {
    yield refusal(where, `ResultPath ${path}`, 'only paths that start with "$." are written to');
  }
}

/** What the context object holds locally. Within Map and Parallel, `Execution` is the branch's own, and `Map` is gone. */
function* refuseContext(state: State, where: string, nested: boolean): Generator<string> {
  const { ItemProcessor: _, Iterator: __, Branches: ___, ...own } = state;
  const { ItemSelector, Parameters, ...rest } = own;
  const perItem = state['Type'] === 'Map' ? [ItemSelector, Parameters] : [];
  const refused = [
    ...contextPaths(own).filter((path) => /^(State|Task)\b/.test(path)),
    ...contextPaths(perItem.length ? rest : own).filter((path) => /^Map\b/.test(path)),
    ...(nested ? contextPaths(own).filter((path) => /^Execution\W+(Input|StartTime)\b/.test(path)) : []),
  ];
  for (const path of new Set(refused)) yield refusal(where, `$$.${path}`, 'the context object does not have it there');
}

/** Every `$$.` path in a field that holds a path or an intrinsic function, without its `$$.`. */
function contextPaths(value: unknown, key = ''): string[] {
  if (typeof value === 'string') {
    const holdsPath = key.endsWith('.$') || key.endsWith('Path') || key === 'Variable';
    return holdsPath ? [...value.matchAll(/\$\$(?:\.|\[['"])([\w.[\]'"]+)/g)].map((match) => match[1] ?? '') : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => contextPaths(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => contextPaths(item, name));
}

/** A retrier's longest pause in seconds; the defaults are those of the Amazon States Language. */
function longestDelay(retrier: State): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const grown = Number(IntervalSeconds) * Number(BackoffRate) ** Math.max(0, Number(MaxAttempts) - 1);
  return Math.min(grown, Number(MaxDelaySeconds));
}

const records = (value: unknown): State[] => z.array(z.record(z.string(), z.unknown())).safeParse(value).data ?? [];

const refusal = (where: string, what: string, why = 'it is not supported') =>
  `${where} uses ${what}, which the local cloud does not run as AWS does: ${why}.`;
