import { randomUUID } from 'node:crypto';
import { type Event, envelope } from './events/envelope.ts';
import { createEventBus } from './events/event-bus.ts';
import type { Outbox } from './events/outbox.ts';
import { startSchedule } from './events/schedule.ts';
import type { InvocationResult } from './lambda/invocation-result.ts';
import type { StatusChange } from './step-functions/status-change.ts';
import type { Place } from './template/physical-names.ts';
import type { ScheduleView } from './template/schedules.ts';
import type { StackViews } from './template/stack-views.ts';

export interface LocalEventsOptions {
  readonly views: StackViews;
  readonly place: Place;
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
  /** Where events are kept until they are delivered. */
  readonly outbox: Outbox;
  /** Told of what could not be delivered, one sentence each. */
  readonly log: (line: string) => void;
}

/** The event bus of the stack and its clocks. */
export interface LocalEvents {
  /** An object was written; buckets that do not tell EventBridge raise nothing. `detail` is that of S3's event. */
  objectCreated(detail: { readonly bucket: { readonly name: string } }): void;
  statusChanged(detail: StatusChange): void;
  /** Delivers what an earlier process left, and starts the clocks: not before everything that they set off can run. */
  begin(): void;
  close(): void;
}

/** Connects what raises events to the functions that the stack's rules and schedules name. */
export function createLocalEvents({ views, place, invoke, outbox, log }: LocalEventsOptions): LocalEvents {
  const telling = new Set(views.buckets.filter(({ raisesEvents }) => raisesEvents).map(({ name }) => name));
  const clocks: { stop(): void }[] = [];

  async function deliver(functionArn: string, event: unknown): Promise<void> {
    const result = await invoke(functionArn, event);
    if ('error' in result) throw new Error(`${functionArn} failed with ${result.error.errorType}`);
  }

  const bus = createEventBus({
    rules: views.rules.flatMap(({ name, pattern, targets }) => (pattern ? [{ name, pattern, targets }] : [])),
    deliver,
    onError: (error, { rule, attempt, gaveUp }) => {
      if (!gaveUp) return;
      log(
        `Rule ${rule} gave up on an event after ${attempt} attempts: ${error instanceof Error ? error.message : 'unknown error'}`,
      );
    },
  });
  const keepUntilDelivered = (event: Event) => {
    outbox.add(event);
    void bus.put(event).then((delivered) => delivered && outbox.remove(event));
  };
  const put = (source: string, type: string, detail: object, resources: string[]) =>
    keepUntilDelivered(envelope(source, type, detail, { ...place, resources }));

  function startClock(
    expression: string,
    timezone: string,
    functionArns: readonly string[],
    event: () => unknown,
  ): void {
    const onTick = () => {
      for (const arn of functionArns) {
        deliver(arn, event()).catch((error: unknown) =>
          log(`A schedule's target failed: ${error instanceof Error ? error.message : 'unknown error'}`),
        );
      }
    };
    clocks.push(startSchedule({ expression, timezone, onTick }));
  }

  return {
    objectCreated(detail) {
      const { name } = detail.bucket;
      if (telling.has(name)) put('aws.s3', 'Object Created', detail, [`arn:aws:s3:::${name}`]);
    },
    statusChanged: (detail) =>
      put('aws.states', 'Step Functions Execution Status Change', detail, [detail.executionArn]),
    begin() {
      for (const event of outbox.left()) keepUntilDelivered(event);
      for (const schedule of views.schedules) {
        startClock(schedule.expression, schedule.timezone, [schedule.functionArn], () =>
          scheduledEvent(schedule, place),
        );
      }
      for (const { schedule, targets, arn } of views.rules) {
        if (schedule === undefined) continue;
        const tick = () => envelope('aws.events', 'Scheduled Event', {}, { ...place, resources: [arn] });
        for (const target of targets) {
          startClock(schedule, 'UTC', [target.arn], () =>
            target.input === undefined ? tick() : JSON.parse(target.input),
          );
        }
      }
    },
    close() {
      bus.close();
      for (const clock of clocks) clock.stop();
    },
  };
}

/** What the Scheduler sends: the template's input with its placeholders filled in, or the Scheduler's own event. */
function scheduledEvent({ input, arn }: ScheduleView, place: Place): unknown {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  if (input === undefined) {
    // The Scheduler's own event has its detail as text, unlike all others.
    return { ...envelope('aws.scheduler', 'Scheduled Event', {}, { ...place, resources: [arn] }), detail: '{}' };
  }
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': arn,
    'scheduled-time': now,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  };
  return JSON.parse(input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole));
}
