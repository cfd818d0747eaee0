import { beforeEach, describe, expect, test } from '@jest/globals';
import { writeExample } from '../../../core/contract/example-row.ts';
import { type Trained, trainOn, trainSports } from '../trained-engine.ts';

let trained: Trained;
beforeEach(async () => {
  trained = await trainSports('completion');
});

async function calibrationOf({ engine }: Trained, model: string) {
  const path = `http://engine.local/v1/models/${encodeURIComponent(model)}/calibration`;
  const response = await engine.fetch(new Request(path));
  return { status: response.status, body: await response.json() };
}

const objectsBeside = ({ store }: Trained) => store.keys('engine/').filter((key) => key.includes('.calibration'));

describe("a model's calibration", () => {
  test('tells what was answered to each example of the training file by models that had not learnt it', async () => {
    const { status, body } = await calibrationOf(trained, trained.model);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'model.calibration', model: trained.model, examples: 40 });
    expect(body.labels).toEqual([' baseball', ' hockey']);
    expect(body.answers).toHaveLength(40);
    for (const [label, confidence, right] of body.answers) {
      expect([0, 1]).toContain(label);
      expect(confidence).toBeGreaterThanOrEqual(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
      expect(Number(confidence.toFixed(6))).toBe(confidence);
      expect(typeof right).toBe('boolean');
    }
  });

  test('counts the mistakes that cannot be learnt', async () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      // Every sixth text has a word of the other label alone.
      JSON.stringify(writeExample('chat', `word${index % 2} of text`, `label${index % 6 === 0 ? 1 : index % 2}`)),
    );
    const noisy = await trainOn(rows.join('\n'));
    const { body } = await calibrationOf(noisy, noisy.model);
    const right = body.answers.filter((answer: [number, number, boolean]) => answer[2]);
    expect(right).toHaveLength(50);
  });

  test('is that of the whole job: a checkpoint, a base model and an unknown model have none', async () => {
    const missing = { status: 404, body: { error: { code: 'calibration_not_found' } } };
    expect(await calibrationOf(trained, `${trained.model}:ckpt-step-4`)).toMatchObject(missing);
    expect(await calibrationOf(trained, 'ada')).toMatchObject(missing);
    expect(await calibrationOf(trained, 'ft:no')).toMatchObject({ body: { error: { code: 'model_not_found' } } });
  });

  test('lies beside its model, and goes with it', async () => {
    expect(objectsBeside(trained)).toEqual([expect.stringMatching(/^engine\/models\/.*\.calibration\.json$/)]);
    await trained.client.models.delete(trained.model);
    expect(objectsBeside(trained)).toEqual([]);
  });
});
