import { Ajv2020 } from 'ajv/dist/2020.js';

interface Response {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: object }>>;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

type Reference = { readonly $ref: string };

interface Operation {
  readonly responses: Readonly<Record<string, Response | Reference>>;
}

/** What `openapi.json` holds, as far as it is looked at here. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

/** An answer of the API: our code's, or the gateway's own. */
export interface GivenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Headers of HTTP itself, which any answer may have and OpenAPI does not describe. */
const OF_HTTP = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding']);

/**
 * Says in what an answer differs from its description: nothing, where it does not. Properties and headers that are not
 * described count as a difference.
 */
export function createConformance(description: ApiDescription) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: false });
  // A header's value is a text, whatever is read from it.
  const ajvOfTexts = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: true });
  ajv.addSchema({ $id: 'api.json', ...description });

  const resolve = (response: Response | Reference): Response =>
    '$ref' in response
      ? (description.components.responses[response.$ref.split('/').at(-1) ?? ''] as Response)
      : response;

  const headerFaults = (described: Response['headers'] = {}, given: Headers): string[] => [
    ...[...given.keys()].filter((name) => !OF_HTTP.has(name) && !described[name]).map((name) => `has ${name}`),
    ...Object.entries(described).flatMap(([name, { required, schema }]) => {
      const value = given.get(name);
      if (value === null) return required ? [`lacks ${name}`] : [];
      return ajvOfTexts.validate({ properties: { value: schema } }, { value }) ? [] : [`has ${name}: ${value}`];
    }),
  ];

  const bodyFaults = ({ content }: Response, { type, body }: GivenAnswer): string[] => {
    if (!content) return body === '' ? [] : ['has a body'];
    const media = content[type.split(';')[0] ?? ''];
    if (!media) return [`is ${type}`];
    if (!media.schema) return [];
    const validate = ajv.compile(inDescription(media.schema));
    return validate(JSON.parse(body)) ? [] : [ajv.errorsText(validate.errors)];
  };

  return (answer: GivenAnswer): string[] => {
    const { method, path, status, headers } = answer;
    const template = Object.keys(description.paths).find((one) => matches(one, path));
    const operation = template && description.paths[template]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${path} is not described`];
    const described =
      operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined);
    if (!described) return [`${method} ${template} answers ${status}, which is not described`];
    const response = resolve(described);
    const faults = [...headerFaults(response.headers, headers), ...bodyFaults(response, answer)];
    return faults.map((fault) => `${method} ${template} ${status}: ${fault}`);
  };
}

/** References of the description lead into the description. */
const inDescription = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api.json#/'));

const matches = (template: string, path: string) =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '');
