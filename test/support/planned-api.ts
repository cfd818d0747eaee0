import { S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../../core/clock.ts';
import { createApi } from '../../functions/serve-api/api.ts';
import { createProviders } from '../../services/providers.ts';
import { MemoryStore } from './memory-store.ts';
import { PaidHost } from './paid-host.ts';
import { PlannedExecutions } from './planned-executions.ts';
import { WEBHOOK_SECRET } from './signed-webhook.ts';

/** The HTTP API but for predictions, over a store in memory, planned executions and a host that is paid. */
export class PlannedApi {
  readonly store = new MemoryStore();
  readonly executions = new PlannedExecutions();
  readonly host = new PaidHost();
  readonly clock: Clock = () => new Date();
  /** What the host signs webhooks with; empty: none is configured. */
  webhookSecret = WEBHOOK_SECRET;

  /** Both halves of the host. */
  get providers() {
    const environment = {
      PROVIDER: 'openai-compatible' as const,
      PROVIDER_BASE_URL: this.host.baseUrl,
      PROVIDER_BASE_MODEL: 'base',
      PROVIDER_KEY_SECRET: '',
      PROVIDER_TIMEOUT_MS: 10_000,
    };
    return createProviders(environment, this.store, this.clock);
  }

  async request(method: string, path: string, body?: string, headers?: Headers): Promise<Response> {
    const { clock, executions, providers, store } = this;
    const s3 = new S3Client({ region: 'us-east-1' });
    const webhookSecret = async () => this.webhookSecret;
    const access = { auth: 'token' } as const;
    const api = createApi({ s3, bucket: 'bucket', access, store, clock, executions, providers, webhookSecret });
    return api.request(path, { method, ...(body !== undefined && { body }), ...(headers && { headers }) });
  }
}
