import { ROUTE_MESSAGES, type RouteMessages } from '../route-messages.ts';
import { type Route, routeKey } from '../routes.ts';
import type { DescribedAccess } from './access.ts';
import { ownHeaders, pageHeaders } from './headers.ts';
import type { Json } from './json.ts';
import { routeParameters } from './parameters.ts';
import { refusalsOf } from './refusals.ts';
import { schemaReference } from './schemas.ts';

/** One route: what goes in, what comes out, and what it may be refused with. */
export function describeOperation(route: Route, access: DescribedAccess): Json {
  const messages: RouteMessages = ROUTE_MESSAGES[routeKey(route) as keyof typeof ROUTE_MESSAGES];
  const parameters = routeParameters(messages);
  const answers = Object.entries(messages.answers);
  return {
    operationId: operationId(route),
    summary: route.summary,
    security: access.securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(messages.body && { requestBody: { required: !messages.mayLackBody, content: contentOf(messages.body) } }),
    responses: {
      ...Object.fromEntries(answers.map(([status, answer]) => [status, describeAnswer(answer, route.summary)])),
      ...refusalsOf(route, access),
    },
  };
}

/** e.g. `postClassifiersClassifierClassify` of `POST /v1/classifiers/{classifier}/classify`. */
const operationId = ({ method, path }: Route): string =>
  [method.toLowerCase(), ...path.split(/[/.{}]+/).filter((part) => part && part !== 'v1')]
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('');

function describeAnswer(answer: RouteMessages['answers'][number], description: string): Json {
  if (answer === null) return { description, headers: ownHeaders() };
  if (answer === 'location')
    return { description: `${description}: too large for an answer`, headers: ownHeaders('location') };
  const headers = answer === 'text/html' ? pageHeaders() : ownHeaders();
  return { description, headers, content: contentOf(answer) };
}

type Content = Exclude<RouteMessages['body'] | RouteMessages['answers'][number], undefined | null | 'location'>;

const contentOf = (content: Content): Json =>
  isMediaType(content) ? { [content]: {} } : { 'application/json': { schema: schemaReference(content) } };

const isMediaType = (content: Content): content is Extract<Content, `${string}/${string}`> => content.includes('/');
