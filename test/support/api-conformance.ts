import { Ajv2020 } from 'ajv/dist/2020.js';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema?: object }>> }>>;
}

/** What `openapi.json` holds, as far as it is looked at here. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Operation['responses'][string]>>;
  };
}

/** An answer of the API that the function gave, and not the gateway. */
export interface GivenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Says in what an answer differs from its description: nothing, where it does not. Property names that are not described
 * count as a difference.
 */
export function createConformance(description: ApiDescription) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api.json', ...description });
  return ({ method, path, status, type, body }: GivenAnswer): string[] => {
    const template = Object.keys(description.paths).find((one) => matches(one, path));
    const operation = template && description.paths[template]?.[method.toLowerCase()];
    if (!operation) return [`${method} ${path} is not described`];
    const fallback = description.components.responses['Problem'];
    const response = operation.responses[String(status)] ?? (status >= 400 ? fallback : undefined);
    if (!response) return [`${method} ${template} answers ${status}, which is not described`];
    if (!response.content) return body === '' ? [] : [`${method} ${template} has a body, which is not described`];
    const media = response.content[type.split(';')[0] ?? ''];
    if (!media) return [`${method} ${template} answers ${status} with ${type}, which is not described`];
    if (!media.schema) return [];
    const validate = ajv.compile(inDescription(media.schema));
    return validate(JSON.parse(body)) ? [] : [`${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`];
  };
}

/** References of the description lead into the description. */
const inDescription = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api.json#/'));

const matches = (template: string, path: string) =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '');
