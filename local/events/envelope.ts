import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** An event as EventBridge gives it to its targets. Source: "EventBridge events structure", EventBridge user guide. */
export const event = z.object({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  /** To the second, as on AWS: `2026-11-22T23:35:12Z`. */
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()).readonly(),
  detail: z.unknown(),
});
export type Event = Readonly<z.infer<typeof event>>;

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
