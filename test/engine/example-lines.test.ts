import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeExample } from '../../core/contract/example-row.ts';
import { fileContentKey } from '../../engine/keys.ts';
import { type ExampleLine, readExamples } from '../../engine/training/example-lines.ts';
import { MemoryStore } from '../support/memory-store.ts';

const FILE = 'file-000000000000000000000000';

async function read(content: string): Promise<ExampleLine[]> {
  const store = new MemoryStore();
  await store.write(fileContentKey(FILE), content);
  return collect(readExamples(store, FILE, 'training_file'));
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

test.each(['chat', 'completion'] as const)('a %s row gives back its text, whatever it holds', async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 5 }), async (texts) => {
      const lines = texts.map((text) => JSON.stringify(writeExample(format, text, 'yes')));
      const examples = await read(lines.join('\n'));
      const answer = format === 'chat' ? 'yes' : ' yes';
      expect(examples).toEqual(texts.map((text) => ({ text, answer, format })));
    }),
    { numRuns: 50 },
  );
});

test('characters cut in two by the store, other line ends and a byte order mark do no harm', async () => {
  const text = `\u2028${'야구'.repeat(40_000)}\f`;
  const row = JSON.stringify(writeExample('chat', text, 'yes'));
  const examples = await read(`\uFEFF${row}\r\n\r\n${row}`);
  expect(examples.map((example) => example.text === text)).toEqual([true, true]);
});

test('of a conversation the last thing the user said is the text', async () => {
  const messages = [
    { role: 'system', content: 'Which sport?' },
    { role: 'user', content: 'first' },
    { role: 'assistant', content: 'go on' },
    { role: 'user', content: 'second' },
    { role: 'assistant', content: 'hockey' },
  ];
  expect(await read(JSON.stringify({ messages }))).toEqual([{ text: 'second', answer: 'hockey', format: 'chat' }]);
});

test('a file that is gone is named', async () => {
  const reading = collect(readExamples(new MemoryStore(), FILE, 'validation_file'));
  await expect(reading).rejects.toMatchObject({
    name: 'JobFault',
    param: 'validation_file',
    message: /no longer exists/,
  });
});
