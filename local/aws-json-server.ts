import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseSignature } from './aws-json-signature.ts';
import { readBody } from './read-body.ts';
import type { LocalCredentials } from './signature-version-4.ts';

/** One operation of a service with a JSON protocol: HTTP 200 and a result, or another status and `{__type, message}`. */
export type JsonService = (
  operation: string,
  body: unknown,
) => Promise<{ readonly status: number; readonly json: unknown }>;

/** The largest request of the services behind it: an execution's input, quoted once more as JSON. */
const MOST_BODY_BYTES = 2 * 1024 * 1024;
const CONTENT_TYPE = 'application/x-amz-json-1.0';

/**
 * A handler for a node:http server that speaks AWS's JSON protocols: checks the signature, and passes the operation in
 * `X-Amz-Target: <service>.<operation>` on to its service.
 * @param services by the target's prefix, e.g. `AWSStepFunctions`, `secretsmanager`
 */
export function awsJsonHandler(services: Readonly<Record<string, JsonService>>, credentials: LocalCredentials) {
  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, json } = await answer(message, services, credentials);
    const body = Buffer.from(JSON.stringify(json));
    response
      .writeHead(status, {
        'content-type': message.headers['content-type'] ?? CONTENT_TYPE,
        'content-length': body.length,
      })
      .end(body);
  };
}

async function answer(
  message: IncomingMessage,
  services: Readonly<Record<string, JsonService>>,
  credentials: LocalCredentials,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const body = await readBody(message, MOST_BODY_BYTES);
  if (!body) return failure(413, 'RequestEntityTooLargeException', `A request has ${MOST_BODY_BYTES} bytes at most.`);
  const refusal = await refuseSignature(message, body, credentials);
  if (refusal) return failure(403, refusal.type, refusal.message);
  const [name = '', operation = ''] = String(message.headers['x-amz-target'] ?? '').split('.');
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (!service || message.method !== 'POST') {
    const known = Object.keys(services).join(', ');
    return failure(
      400,
      'UnknownOperationException',
      `This server answers POSTs for ${known}; x-amz-target names another.`,
    );
  }
  const parsed = parse(body);
  if (!parsed) return failure(400, 'SerializationException', 'The body of the request is not JSON.');
  return service(operation, parsed.value);
}

function parse(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(body.toString() || '{}') };
  } catch {
    return undefined;
  }
}

const failure = (status: number, type: string, message: string) => ({ status, json: { __type: type, message } });
