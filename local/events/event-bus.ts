import type { Event } from './envelope.ts';
import { compilePattern, type EventMatcher } from './event-pattern.ts';
import { compileInputTransformer, type InputTransformer } from './input-transformer.ts';

export interface RuleTarget {
  readonly arn: string;
  /** JSON text that the target gets instead of the event. */
  readonly input?: string;
  readonly inputTransformer?: InputTransformer;
}

export interface Rule {
  readonly name: string;
  readonly pattern: unknown;
  readonly targets: readonly RuleTarget[];
}

/** A delivery that failed. */
export interface DeliveryFailure {
  readonly rule: string;
  readonly targetArn: string;
  readonly eventId: string;
  /** Counted from 1. */
  readonly attempt: number;
  /** False while it is going to be tried again. */
  readonly gaveUp: boolean;
}

export interface EventBusOptions {
  readonly rules: readonly Rule[];
  /** Hands a target its input; rejects when the target could not take it. */
  readonly deliver: (targetArn: string, input: unknown) => Promise<unknown>;
  readonly onError: (error: unknown, failure: DeliveryFailure) => void;
  /** Milliseconds before each further attempt; there is one attempt more than there are waits. */
  readonly retryWaits?: readonly number[];
}

export interface EventBus {
  /**
   * Returns at once; what the event sets off happens afterwards. Resolves with true when every target has got it or was
   * given up, and with false when the bus was closed before.
   */
  put(event: Event): Promise<boolean>;
  /** Resolves when no delivery is under way or waiting to be tried again, those included that were put meanwhile. */
  settled(): Promise<void>;
  /** Gives up on deliveries that are waiting to be tried again, and takes no more events. */
  close(): void;
}

/** On AWS retries go on for a day; here somebody is watching, and a fault that lasts ten seconds will not pass. */
const RETRY_WAITS = [200, 1_000, 3_000, 6_000] as const;

/**
 * The default event bus on one machine: delivers each event at least once to every target of every rule that it matches.
 * @throws Error when a rule's pattern, input or transformer cannot be used
 */
export function createEventBus(options: EventBusOptions): EventBus {
  const rules = options.rules.map(compileRule);
  const waits = options.retryWaits ?? RETRY_WAITS;
  const underWay = new Set<Promise<boolean>>();
  const closing = new AbortController();
  return {
    async put(event) {
      if (closing.signal.aborted) return false;
      const deliveries = rules
        .filter(({ matches }) => matches(event))
        .flatMap(({ name, targets }) =>
          targets.map((target) => deliverOne(options, waits, closing.signal, name, target, event)),
        );
      for (const delivery of deliveries) {
        underWay.add(delivery);
        void delivery.finally(() => underWay.delete(delivery));
      }
      return (await Promise.all(deliveries)).every((delivered) => delivered);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: () => closing.abort(),
  };
}

interface CompiledTarget {
  readonly arn: string;
  inputFor(event: Event): unknown;
}

function compileRule(rule: Rule): { name: string; matches: EventMatcher; targets: CompiledTarget[] } {
  try {
    return { name: rule.name, matches: compilePattern(rule.pattern), targets: rule.targets.map(compileTarget) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is broken';
    throw new Error(`rule ${rule.name}: ${why}`, { cause: error });
  }
}

function compileTarget({ arn, input, inputTransformer }: RuleTarget): CompiledTarget {
  if (inputTransformer) return { arn, inputFor: compileInputTransformer(inputTransformer) };
  if (input === undefined) return { arn, inputFor: (event) => event };
  const constant: unknown = JSON.parse(input);
  return { arn, inputFor: () => constant };
}

/** False when the bus was closed before the target had got the event. */
async function deliverOne(
  { deliver, onError }: EventBusOptions,
  waits: readonly number[],
  closing: AbortSignal,
  rule: string,
  target: CompiledTarget,
  event: Event,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    // Never in the same turn as `put`: whoever raises an event must not have to wait for its consequences.
    await pause(waits[attempt - 2] ?? 0, closing);
    if (closing.aborted) return false;
    try {
      await deliver(target.arn, target.inputFor(event));
      return true;
    } catch (error) {
      // Functions are being ended as well: it is not the target that failed.
      if (closing.aborted) return false;
      const gaveUp = attempt > waits.length;
      onError(error, { rule, targetArn: target.arn, eventId: event.id, attempt, gaveUp });
      if (gaveUp) return true;
    }
  }
}

function pause(milliseconds: number, closing: AbortSignal): Promise<void> {
  if (milliseconds === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(finish, milliseconds);
    closing.addEventListener('abort', finish, { once: true });
    function finish() {
      clearTimeout(timer);
      closing.removeEventListener('abort', finish);
      resolve();
    }
  });
}
