import { describe, expect, test } from '@jest/globals';
import { promptOf } from '../../../core/contract/example-format.ts';
import { textOfLabel, trainLabels } from '../trained-engine.ts';

const LABELS = Array.from({ length: 30 }, (_, index) => `label ${index}`);

describe('an answer in the process', () => {
  test.each(['chat', 'completion'] as const)('is what the %s endpoint tells, class by class', async (format) => {
    const { engine, client, model } = await trainLabels(
      format,
      LABELS.map((label) => (format === 'chat' ? label : ` ${label}`)),
    );
    for (const text of [textOfLabel(0), textOfLabel(17), 'of none']) {
      const asked = format === 'chat' ? text : promptOf(text);
      const answers = await engine.answer(model, format, asked);
      const common = { model, max_tokens: 1, temperature: 0 };
      if (format === 'chat') {
        const messages = [{ role: 'user' as const, content: asked }];
        const told = await client.chat.completions.create({ ...common, messages, logprobs: true, top_logprobs: 30 });
        const entries = told.choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
        expect(answers).toEqual(entries.map(({ token, logprob }) => ({ token, logprob })));
      } else {
        const told = await client.completions.create({ ...common, prompt: asked, logprobs: 30 });
        const entries = Object.entries(told.choices[0]?.logprobs?.top_logprobs?.[0] ?? {});
        expect(new Map(answers.map(({ token, logprob }) => [token, logprob]))).toEqual(new Map(entries));
      }
      expect(answers).toHaveLength(30);
    }
  });

  test.each([
    ['is not there', 'ft:gpt-4o-mini:engine:none:abc', 404],
    ['was never tuned', 'gpt-4o-mini-2024-07-18', 400],
  ])('is refused of a model that %s', async (_name, name, status) => {
    const { engine } = await trainLabels('chat', ['a', 'b']);
    await expect(engine.answer(name, 'chat', 'a text')).rejects.toMatchObject({ status });
  });
});
