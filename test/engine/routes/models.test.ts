import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Trained, trainSports } from '../trained-engine.ts';

let trained: Trained;
beforeEach(async () => {
  trained = await trainSports('chat');
});

async function listed({ checked }: Trained): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of checked.models.list()) ids.push(id);
  return ids;
}

const checkpointsOf = (model: string) => [2, 3, 4].map((step) => `${model}:ckpt-step-${step}`);

describe('models', () => {
  test('are listed: those to be tuned, the tuned one, and its checkpoints', async () => {
    const ids = await listed(trained);
    expect(ids).toEqual(expect.arrayContaining(['labelsmith-linear-1', 'ada', 'gpt-4o-mini-2024-07-18']));
    expect(ids.filter((id) => id.startsWith('ft:')).sort()).toEqual([trained.model, ...checkpointsOf(trained.model)]);
  });

  test.each([
    ['as it is', (id: string) => id],
    ['with its colons encoded', (id: string) => id.replaceAll(':', '%3A')],
    ['with all of it encoded', (id: string) => id.replace(/./g, (one) => `%${one.charCodeAt(0).toString(16)}`)],
  ])('are found by an id that is sent %s', async (_, written) => {
    const response = await trained.engine.fetch(new Request(`http://engine.local/v1/models/${written(trained.model)}`));
    expect(await response.json()).toMatchObject({ id: trained.model, object: 'model', owned_by: 'labelsmith' });
  });

  test('are retrieved by the SDK, tuned or not', async () => {
    const { checked, model } = trained;
    expect((await checked.models.retrieve(model)).created).toBeGreaterThan(1_700_000_000);
    expect((await checked.models.retrieve('ada')).id).toBe('ada');
    await expect(checked.models.retrieve('gpt-9')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});

describe('a deletion', () => {
  test('of a model takes its checkpoints with it', async () => {
    const { checked, model } = trained;
    expect(await checked.models.delete(model)).toEqual({ id: model, object: 'model', deleted: true });
    expect((await listed(trained)).filter((id) => id.startsWith('ft:'))).toEqual([]);
    for (const id of [model, ...checkpointsOf(model)]) {
      const asked = checked.completions.create({ model: id, prompt: 'x' });
      await expect(asked).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
      await expect(checked.models.delete(id)).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    }
  });

  test('of a checkpoint leaves the model and the others', async () => {
    const { checked, model } = trained;
    const [first = '', ...others] = checkpointsOf(model);
    await checked.models.delete(first);
    expect((await listed(trained)).filter((id) => id.startsWith('ft:')).sort()).toEqual([model, ...others]);
    expect((await checked.completions.create({ model, prompt: 'puck' })).choices).toHaveLength(1);
  });

  test('of a base model or of an unknown one changes nothing', async () => {
    const before = await listed(trained);
    await expect(trained.checked.models.delete('ada')).rejects.toMatchObject({ status: 403, code: 'base_model' });
    await expect(trained.checked.models.delete('ft:no')).rejects.toMatchObject({ code: 'model_not_found' });
    expect(await listed(trained)).toEqual(before);
  });
});
