import { expect, test } from '@jest/globals';
import { BASE_MODELS, encodingOf } from '../../engine/base-models.ts';

test('base models cut texts into tokens as at OpenAI, those of 2023 like their successors', () => {
  const older = BASE_MODELS.filter((model) => encodingOf(model) === 'cl100k_base');
  expect(older).toEqual([
    'ada',
    'babbage',
    'curie',
    'davinci',
    'babbage-002',
    'davinci-002',
    'gpt-3.5-turbo',
    'gpt-3.5-turbo-0125',
    'gpt-3.5-turbo-1106',
  ]);
});
