import { PROBLEM_CONTENT_TYPE } from '../problem.ts';
import type { Route } from '../routes.ts';
import type { DescribedAccess } from './access.ts';
import { eithersHeaders, gatewayHeaders, ownHeaders } from './headers.ts';
import type { Json } from './json.ts';
import { schemaReference } from './schemas.ts';

const OWN = { [PROBLEM_CONTENT_TYPE]: { schema: schemaReference('Problem') } };
const GATEWAYS = { 'application/json': { schema: schemaReference('GatewayAnswer') } };

const gateways = (description: string): Json => ({ description, headers: gatewayHeaders(), content: GATEWAYS });
const eithers = (description: string, headers: Json): Json => ({
  description,
  headers,
  content: { ...OWN, ...GATEWAYS },
});

/** What requests are refused with, by the names that the description gives it. */
export const REFUSALS = {
  Problem: { description: 'What was wrong, and what to do', headers: ownHeaders(), content: OWN },
  Unauthorized: gateways('The gateway: the request carries nothing to know its caller by, or nothing that is valid'),
  Forbidden: gateways('The gateway: the caller may not use this route'),
  TooLarge: eithers('Over 1 MB: what was wrong, and what to do. Over 10 MB: the gateway', eithersHeaders()),
  TooManyRequests: gateways('The gateway: more requests than the stage lets through, over all callers'),
  Failed: eithers(
    'A fault of ours. The gateway says so where the function or the authorizer ended without an answer',
    eithersHeaders(),
  ),
  Unavailable: eithers(
    'What does not answer just now, and when to try again. The gateway says so where its own time was over',
    eithersHeaders('retry-after'),
  ),
} as const;

const reference = (name: keyof typeof REFUSALS): Json => ({ $ref: `#/components/responses/${name}` });

/** What a request to the route may be refused with, by status: what the gateway has a part in, and our own code's rest. */
export const refusalsOf = (route: Route, access: DescribedAccess): Json => ({
  ...(route.scope !== null && access.refusals.includes(401) && { 401: reference('Unauthorized') }),
  ...(route.scope !== null && { 403: reference('Forbidden') }),
  413: reference('TooLarge'),
  429: reference('TooManyRequests'),
  500: reference('Failed'),
  503: reference('Unavailable'),
  default: reference('Problem'),
});
