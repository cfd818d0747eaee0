import type { S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Context } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import { z } from 'zod';
import { authorizedCaller } from '../../core/contract/access-tokens.ts';
import type { ApiAccess } from '../../core/contract/api-access.ts';
import { classifierName, runId } from '../../core/contract/names.ts';
import type { RouteMessages } from '../../core/contract/route-messages.ts';
import { requireClassifier } from '../../core/registry/classifier-exists.ts';
import type { Providers } from '../../core/tuning/provider.ts';
import { parseJsonBody } from '../../services/input/json-body.ts';
import { parseInput } from '../../services/input/parse-input.ts';
import type { StartRunContext } from '../../services/start-run.ts';

/** What the routes' handlers need. */
export interface ApiContext extends StartRunContext {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Who lets callers in, for the description of the API. */
  readonly access: ApiAccess;
  readonly providers: Providers;
  /** What the provider signs its webhooks with; empty where none is configured. */
  readonly webhookSecret: () => Promise<string>;
}

export type ApiEnvironment = { Bindings: { event?: LambdaEvent; lambdaContext?: LambdaContext } };
export type ApiRequest = Context<ApiEnvironment>;
export type RouteHandler = (request: ApiRequest, context: ApiContext) => Promise<Response>;

export const classifierOf = (request: ApiRequest) =>
  parseInput(z.object({ classifier: classifierName }), request.req.param()).classifier;

/** The classifier that the path names. @throws LabelsmithError `NotFound` when there is nothing of it */
export async function existingClassifierOf(request: ApiRequest, { store }: Pick<ApiContext, 'store'>): Promise<string> {
  const classifier = classifierOf(request);
  await requireClassifier(store, classifier);
  return classifier;
}

export const runOf = (request: ApiRequest) => parseInput(z.object({ run: runId }), request.req.param()).run;

const REMEDIES = {
  tooLarge: 'Files of labelled texts go to the bucket: see the route for uploads.',
  notJson: 'Send a JSON document as the body.',
};

/**
 * The body, validated. Where the route may lack one, a request without is taken as `{}`.
 * @throws LabelsmithError `TooLarge` for more than a megabyte, `InvalidInput` when it is not JSON of the agreed form, in UTF-8
 */
export async function bodyOf<S extends z.ZodType>(
  request: ApiRequest,
  schema: S,
  { mayLackBody }: Pick<RouteMessages, 'mayLackBody'> = {},
): Promise<z.output<S>> {
  const bytes = new Uint8Array(await request.req.arrayBuffer());
  const json = bytes.length === 0 && mayLackBody ? {} : parseJsonBody(bytes, sentLength(request), REMEDIES);
  return parseInput(schema, json);
}

/** What the sender declared: the adapter puts the length of the text that it got in its place. */
const sentLength = ({ env }: ApiRequest) =>
  (env?.event?.headers as APIGatewayProxyEventV2['headers'])?.['content-length'];

/** What the gateway tells of a caller, by who let the request in: the stack's own function, IAM, or the gateway itself. */
const letIn = z.union([
  z.object({ lambda: authorizedCaller }).transform(({ lambda }) => `token ${lambda.name}`),
  z.object({ iam: z.object({ userArn: z.string() }) }).transform(({ iam }) => `iam ${iam.userArn}`),
  z
    .object({ jwt: z.object({ claims: z.object({ sub: z.string() }) }) })
    .transform(({ jwt }) => `jwt ${jwt.claims.sub}`),
]);

/** Who a request came from, for the registry's history: the name of its token, or who signed it. */
export function callerOf(request: ApiRequest): string {
  const shape = z.object({ requestContext: z.object({ authorizer: letIn }) });
  const parsed = shape.safeParse(request.env?.event);
  return parsed.success ? parsed.data.requestContext.authorizer : 'unknown';
}
