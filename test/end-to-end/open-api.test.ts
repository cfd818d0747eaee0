import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DriftReport } from '../../core/contract/drift-report.ts';
import { driftKey } from '../../core/contract/keys.ts';
import { ROUTES, type Route, routeKey } from '../../core/contract/routes.ts';
import { compareServed } from '../../core/drift/compare-served.ts';
import { countConfidences } from '../../core/drift/confidence-class.ts';
import { createConformance } from '../support/api-conformance.ts';
import { type ApiWithTokens, startApiWithTokens } from '../support/api-with-tokens.ts';
import { asCsv, labelledTexts } from '../support/labelled-texts.ts';
import type { LocalLabelsmith } from '../support/local-labelsmith.ts';

let labelsmith: LocalLabelsmith;
let run: string;
let ask: ApiWithTokens['ask'];
beforeAll(async () => {
  ({ labelsmith, run, ask } = await startApiWithTokens());
});
afterAll(() => labelsmith.stop());

/** What report-drift would have written of a day. */
const DRIFT: DriftReport = {
  schema: 'labelsmith.drift.v1',
  classifier: 'sports',
  day: '2026-11-25',
  reportedAt: '2026-11-26T00:30:00Z',
  versions: [
    compareServed(
      {
        version: 1,
        model: 'm',
        answers: 200,
        abstentions: 0,
        labels: [{ label: 'hockey', answers: 200 }],
        confidences: countConfidences(Array(200).fill(0.9)),
        words: { words: 2_000, unseen: 100 },
      },
      {
        labels: [
          { label: 'hockey', examples: 30 },
          { label: 'baseball', examples: 30 },
        ],
        confidences: countConfidences(Array(60).fill(0.9)),
        words: { words: 2_000, unseen: 100 },
      },
    ),
  ],
};

const CLASSIFY = '/v1/classifiers/sports/classify';
const text = 'the goalie met the puck';

describe('openapi.json', () => {
  test('says what the API really answers, to good requests and bad ones', async () => {
    const conform = createConformance(JSON.parse((await ask('GET', '/v1/openapi.json', { as: '' })).body));
    const of = '/v1/classifiers/sports';
    await labelsmith.put('uploads/waiting/first.csv', asCsv(labelledTexts(60)));
    await labelsmith.ended((await labelsmith.runWhere('waiting', () => true)).run);
    await labelsmith.put(driftKey('sports', '2026-11-25'), JSON.stringify(DRIFT));
    const answers = [
      await ask('GET', '/v1/openapi.json', { as: '' }),
      await ask('GET', '/v1/health', { as: '' }),
      await ask('POST', CLASSIFY, { body: { text } }),
      await ask('POST', CLASSIFY, { body: { texts: [text, 'the pitcher met the catcher'] } }),
      await ask('POST', CLASSIFY, { body: {} }),
      await ask('POST', CLASSIFY, { body: { text }, as: '' }),
      await ask('POST', CLASSIFY, { body: { text }, as: 'read' }),
      await ask('POST', CLASSIFY, { body: 'a'.repeat(2 * 2 ** 20) }),
      await ask('POST', CLASSIFY, { body: 'a'.repeat(11 * 2 ** 20) }),
      await ask('GET', '/v1/classifiers'),
      await ask('GET', of),
      await ask('GET', '/v1/classifiers/nobody'),
      await ask('GET', `${of}/versions`),
      await ask('POST', `${of}/feedback`, { body: { text, label: 'hockey', predicted: 'baseball' } }),
      await ask('POST', `${of}/feedback`, { body: { text, label: 'hockey' } }),
      await ask('POST', `${of}/feedback`, { body: { text } }),
      await ask('GET', `${of}/history`),
      await ask('GET', `${of}/champion`),
      await ask('GET', `${of}/drift`),
      await ask('GET', `${of}/settings`),
      await ask('PUT', `${of}/settings`, { body: { seed: 7, abstain: { precision: 0.9 } } }),
      await ask('PUT', `${of}/settings`, { body: { sede: 7 } }),
      await ask('POST', `${of}/uploads`, { body: { file: 'more.csv' } }),
      await ask('POST', `${of}/promote`, { body: { version: 1 } }),
      await ask('POST', `${of}/promote`, { body: { version: 99 } }),
      await ask('POST', `${of}/rollback`),
      await ask('POST', `${of}/canary`, { body: { version: 99, share: 0.1 } }),
      await ask('DELETE', `${of}/canary`),
      await ask('DELETE', `${of}/versions/1`),
      await ask('GET', '/v1/runs'),
      await ask('GET', '/v1/runs?classifier=sports&limit=1'),
      await ask('GET', '/v1/runs?limit=x'),
      await ask('GET', `/v1/runs/${run}`),
      await ask('GET', '/v1/runs/no-such-run'),
      await ask('GET', `/v1/runs/${run}/events`),
      await ask('GET', `/v1/runs/${run}/results.csv`),
      await ask('GET', `/v1/runs/${run}/predictions.jsonl`),
      await ask('GET', `/v1/runs/${run}/evaluation`),
      await ask('GET', `/v1/runs/${run}/preparation`),
      await ask('GET', `/v1/runs/${run}/report`),
      await ask('POST', '/v1/webhooks/openai', { body: {}, as: '' }),
    ];
    const once = { body: { classifier: 'sports', force: true }, headers: { 'idempotency-key': 'once' } };
    const started = await ask('POST', '/v1/runs', once);
    const forced = JSON.parse(started.body).run;
    answers.push(
      started,
      await ask('POST', '/v1/runs', once),
      await ask('DELETE', of),
      await ask('POST', `/v1/runs/${forced}/cancel`, { body: {} }),
    );
    await labelsmith.ended(forced);
    await labelsmith.put(`runs/${run}/predictions.jsonl`, 'a line\n'.repeat(600_000));
    answers.push(await ask('GET', `/v1/runs/${run}/predictions.jsonl`));
    answers.push(await ask('DELETE', '/v1/classifiers/waiting'));
    expect(answers.flatMap(conform)).toEqual([]);
    // Every operation has answered; each has been seen to succeed but for those that have nothing to do here.
    const asks = ({ method, path }: Route) =>
      answers.some(
        (answer) =>
          answer.method === method && new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}(\\?|$)`).test(answer.path),
      );
    expect(ROUTES.filter((route) => !asks(route)).map(routeKey)).toEqual([]);
    const failed = answers
      .filter(({ status }) => status >= 400)
      .map(({ method, path, status }) => [method, path, status]);
    expect(failed).toEqual([
      ['POST', CLASSIFY, 400],
      ['POST', CLASSIFY, 401],
      ['POST', CLASSIFY, 403],
      ['POST', CLASSIFY, 413],
      ['POST', CLASSIFY, 413],
      ['GET', '/v1/classifiers/nobody', 404],
      ['POST', `${of}/feedback`, 400],
      ['PUT', `${of}/settings`, 422],
      ['POST', `${of}/promote`, 404],
      ['POST', `${of}/rollback`, 409],
      ['POST', `${of}/canary`, 404],
      ['DELETE', `${of}/versions/1`, 409],
      ['GET', '/v1/runs?limit=x', 400],
      ['GET', '/v1/runs/no-such-run', 404],
      ['POST', '/v1/webhooks/openai', 404],
      ['DELETE', of, 409],
    ]);
  });
});
