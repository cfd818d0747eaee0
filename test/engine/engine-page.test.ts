import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { chatBody } from '../../engine/wire/chat-completion.ts';
import { completionBody } from '../../engine/wire/completion.ts';
import { trainOn } from './trained-engine.ts';

const page = readFileSync(new URL('../../docs/engine.md', import.meta.url), 'utf8');

const found = (pattern: RegExp): string => {
  const [, text] = pattern.exec(page) ?? [];
  if (text === undefined) throw new Error(`the page has nothing like ${pattern}`);
  return text;
};

test('the page’s example trains a model that answers its question as the page says', async () => {
  const { checked, model } = await trainOn(found(/<<'END'\n(.*?)END\n/s));
  const content = found(/\\"content\\": \\"([^\\]+)\\"/);
  const { choices } = await checked.chat.completions.create({ model, messages: [{ role: 'user', content }] });
  expect(choices[0]?.message.content).toBe(found(/"role": "assistant", "content": "(\w+)", "refusal"/));
});

test('the page tells what becomes of every parameter', () => {
  const table = found(/(\| parameter \|.*?)\n\n/s);
  const parameters = { ...chatBody.shape, ...completionBody.shape };
  const untold = Object.keys(parameters).filter((name) => !new RegExp(`\`${name}[\`:]`).test(table));
  // What these are for, the examples show.
  expect(untold.sort()).toEqual(['messages', 'model', 'prompt']);
});
