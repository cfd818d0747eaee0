import { describe, expect, test } from '@jest/globals';
import { describeApi } from '../../../core/contract/open-api.ts';
import { createConformance } from '../../support/api-conformance.ts';

const description = JSON.parse(JSON.stringify(describeApi()));
const operations: { operationId: string; parameters?: { name: string; schema: object; required: boolean }[] }[] =
  Object.values<Record<string, never>>(description.paths).flatMap(({ parameters: _, ...methods }) =>
    Object.values(methods),
  );

describe('the description of the API', () => {
  test('gives every operation a name of its own', () => {
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('postClassifiersClassifierClassify');
  });

  test('tells of what a query holds as what it is read as', () => {
    const queries = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters.map(({ name, schema, required }) => [operationId, name, Object(schema).type, required]),
    );
    expect(queries).toEqual([
      ['postClassifiersClassifierClassify', 'version', 'integer', false],
      ['postClassifiersClassifierClassify', 'topK', 'integer', false],
      ['getClassifiersClassifierChampion', 'at', 'string', false],
      ['getRuns', 'classifier', 'string', false],
      ['getRuns', 'limit', 'integer', false],
    ]);
  });

  test.each([
    ['a problem', 'application/problem+json', { type: 't', title: 'T', status: 409, detail: 'd' }, 0],
    ['what the gateway says', 'application/json', { message: 'Forbidden' }, 0],
    ['nothing else', 'application/json', { error: 'no' }, 1],
  ])('takes for a refusal %s', (_, type, body, faults) => {
    const conform = createConformance(description);
    const refused = { method: 'POST', path: '/v1/classifiers/sports/promote', status: 403, type };
    expect(conform({ ...refused, body: JSON.stringify(body) })).toHaveLength(faults);
  });
});
