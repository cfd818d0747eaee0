import { randomUUID } from 'node:crypto';

/** An event as EventBridge gives it to its targets. Source: "EventBridge events structure", EventBridge user guide. */
export interface Event {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** To the second, as on AWS: `2026-11-22T23:35:12Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface EventOrigin {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** The ARNs that the event is about. */
  readonly resources?: readonly string[];
}

/** Puts a detail into an event that happened now and has an id of its own. */
export function envelope(source: string, detailType: string, detail: unknown, origin: EventOrigin): Event {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: origin.account,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: origin.region,
    resources: origin.resources ?? [],
    detail,
  };
}
