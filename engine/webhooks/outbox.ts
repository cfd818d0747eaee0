import { type Artefact, readArtefact, writeArtefact } from '../../core/artefact.ts';
import type { Clock } from '../../core/clock.ts';
import { mapConcurrently } from '../../core/map-concurrently.ts';
import { isConditionFailed, onlyOnce, type Store } from '../../core/store.ts';
import { announcementKey, digest, WEBHOOKS_PREFIX } from '../keys.ts';
import { type AnnouncedEnd, type AnnouncementRecord, announcementRecord } from '../records/announcement-record.ts';
import { type Post, postAnnouncement } from './post-announcement.ts';
import { PATIENCE_MS, pauseAfter } from './retry-schedule.ts';
import { webhookKeyOf } from './signature.ts';

/** Who is told of the ends of jobs and batches. */
export interface Webhook {
  /** An `http` or `https` address. */
  readonly url: string;
  /** `whsec_` and the base64 of the key that signs. */
  readonly secret: string;
}

export interface OutboxOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly webhooks: readonly Webhook[];
  readonly fetch: Post;
  /** The end that a job or batch has come to; undefined while it has none. */
  readonly endOf: (subject: string) => Promise<AnnouncedEnd | undefined>;
  readonly reportEvent: (subject: string, message: string) => void;
}

const AT_ONCE = 8;

/**
 * The ends that are still to be told. An announcement is stored before the end it tells of, so that no crash can lose it,
 * and counts only once the job or batch has really ended so. It is delivered at least once, and kept until it was.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #endpoints: ReadonlyMap<string, { url: string; key: Buffer }>;

  /** @throws Error when a secret or an address is not of the expected form */
  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#endpoints = new Map(
      options.webhooks.map(({ url, secret }) => [digest(12, addressOf(url)), { url, key: webhookKeyOf(secret) }]),
    );
  }

  /** To be called before the end is written. Called again, the announcement stays as it is. */
  async announce(subject: string, type: AnnouncedEnd): Promise<void> {
    const { store, clock } = this.#options;
    const event = `evt_${digest(24, subject, type)}`;
    const now = clock().toISOString();
    for (const endpoint of this.#endpoints.keys()) {
      const record: AnnouncementRecord = {
        schema: 'labelsmith.engine-announcement.v1',
        event,
        endpoint,
        type,
        subject,
        createdAt: now,
        attempts: 0,
        nextAttemptAt: now,
      };
      await onlyOnce(writeArtefact(store, announcementKey(event, endpoint), announcementRecord, record, 'absent'));
    }
  }

  /**
   * Tries every announcement that is due, once.
   * @param stop ends what is under way; it is tried again later
   * @throws the first fault of the store's, after all others have been tried
   */
  async deliverDue(stop?: AbortSignal): Promise<void> {
    if (this.#endpoints.size === 0) return;
    const keys: string[] = [];
    for await (const { key } of this.#options.store.list(WEBHOOKS_PREFIX)) keys.push(key);
    const faults: unknown[] = [];
    await mapConcurrently(keys, AT_ONCE, (key) =>
      this.#attend(key, stop).catch((fault: unknown) => void faults.push(fault)),
    );
    if (faults.length > 0) throw faults[0];
  }

  async #attend(key: string, stop: AbortSignal | undefined): Promise<void> {
    const { store, clock, endOf, reportEvent } = this.#options;
    const found = await readArtefact(store, key, announcementRecord);
    const now = clock().getTime();
    if (!found || Date.parse(found.value.nextAttemptAt) > now) return;
    const { createdAt, subject, type } = found.value;
    const isLate = now - Date.parse(createdAt) > PATIENCE_MS;
    const end = await endOf(subject);
    if (end === undefined && !isLate) return;
    if (end === type && !isLate) return this.#try(key, found, stop);
    if (end === type) reportEvent(subject, 'A webhook was not delivered within 72 hours and is given up');
    await store.remove(key);
  }

  /** The time of the next attempt is written before this one, so that no other process tries at the same time. */
  async #try(key: string, { value, etag }: Artefact<AnnouncementRecord>, stop: AbortSignal | undefined): Promise<void> {
    const { store, clock, fetch, reportEvent } = this.#options;
    const endpoint = this.#endpoints.get(value.endpoint);
    if (!endpoint) return;
    const attempts = value.attempts + 1;
    const nextAttemptAt = new Date(clock().getTime() + pauseAfter(attempts)).toISOString();
    try {
      await writeArtefact(store, key, announcementRecord, { ...value, attempts, nextAttemptAt }, { etag });
    } catch (error) {
      if (isConditionFailed(error)) return;
      throw error;
    }
    const failure = await postAnnouncement(fetch, endpoint, value, { at: clock(), stop });
    if (failure === undefined) await store.remove(key);
    else reportEvent(value.subject, `A webhook ${failure}; it is tried again at ${nextAttemptAt}`);
  }
}

function addressOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new Error('the address of a webhook is not a URL: expected https://... or http://...');
}
