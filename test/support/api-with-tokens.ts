import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import type { Scope } from '../../core/contract/routes.ts';
import type { GivenAnswer } from './api-conformance.ts';
import { asCsv, labelledTexts } from './labelled-texts.ts';
import { type LocalLabelsmith, startLabelsmith } from './local-labelsmith.ts';

export const token = (name: string) => `${name}-token-of-this-test`;
const made = (name: string, scopes: Scope[], expiresAt?: string) => ({
  name,
  token: token(name),
  scopes,
  ...(expiresAt && { expiresAt }),
});
const TOKENS = [
  made('all', ['classify', 'read', 'manage']),
  made('classify', ['classify']),
  made('read', ['read']),
  made('ended', ['classify', 'read', 'manage'], '2026-01-01T00:00:00Z'),
];

/** The stack's own secret, with these tokens in place of the one that would be generated. */
function withTokens(template: string): string {
  const parsed = JSON.parse(template);
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: Record<string, unknown> }>(
    parsed.Resources,
  )) {
    if (Type !== 'AWS::SecretsManager::Secret') continue;
    delete Properties['GenerateSecretString'];
    Properties['SecretString'] = JSON.stringify({ tokens: TOKENS });
  }
  return JSON.stringify(parsed);
}

/** A local Labelsmith with these tokens, and `sports` in service. */
export interface ApiWithTokens {
  readonly labelsmith: LocalLabelsmith;
  /** The run of `sports`. */
  readonly run: string;
  /** One request with one of the tokens; what it is answered, with the body as text. */
  ask(method: string, path: string, request?: TokenRequest): Promise<GivenAnswer>;
  /** The same, its path sent as it is written, and with a body whatever the method is: `fetch` allows neither. */
  askAsWritten(
    method: string,
    path: string,
    request: TokenRequest,
  ): Promise<Pick<GivenAnswer, 'status' | 'type' | 'body'>>;
}

interface TokenRequest {
  readonly body?: unknown;
  /** Whose token it has; none where that is empty. @default 'all' */
  readonly as?: string;
  readonly headers?: Record<string, string>;
}

export async function startApiWithTokens(): Promise<ApiWithTokens> {
  const labelsmith = await startLabelsmith({ edit: withTokens });
  await labelsmith.put('uploads/sports/first.csv', asCsv(labelledTexts(60)));
  const { run } = await labelsmith.runWhere('sports', () => true);
  await labelsmith.ended(run);
  return {
    labelsmith,
    run,
    async ask(method, path, { body, as = 'all', headers = {} } = {}) {
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(`${labelsmith.profile.endpoint}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(as !== '' && { authorization: `Bearer ${token(as)}` }),
          'content-type': 'application/json',
          ...headers,
        },
        ...(text !== undefined && { body: text }),
      });
      const type = response.headers.get('content-type') ?? '';
      return { method, path, status: response.status, type, headers: response.headers, body: await response.text() };
    },
    async askAsWritten(method, path, { body, as = 'all' }) {
      const text = JSON.stringify(body);
      const { hostname, port } = new URL(labelsmith.profile.endpoint);
      const headers = { authorization: `Bearer ${token(as)}`, 'content-type': 'application/json' };
      const asked = httpRequest({
        hostname,
        port,
        method,
        path,
        headers: { ...headers, 'content-length': text.length },
      });
      const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
      asked.end(text);
      const [response] = await answered;
      const type = response.headers['content-type'] ?? '';
      return { status: response.statusCode ?? 0, type, body: await textOf(response) };
    },
  };
}
