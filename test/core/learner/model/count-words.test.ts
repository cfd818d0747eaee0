import { expect, test } from '@jest/globals';
import { featureOfWord } from '../../../../core/learner/features/tokenize.ts';
import { countWords } from '../../../../core/learner/model/count-words.ts';
import { bucketOrder, FeatureIndex } from '../../../../core/learner/model/feature-index.ts';

const features = Int32Array.from(['the', 'puck', '球'], featureOfWord);
const index = new FeatureIndex(bucketOrder(features).map((place) => features[place] ?? 0));

test.each([
  ['The puck, the PUCK!', 4, 0],
  ['the goalie of the puck', 5, 2],
  ['球場', 2, 1],
  ['?! ...', 0, 0],
  ['❤️ 🏒️ the puck', 2, 0],
  ['', 0, 0],
])('%j has %i words, of which the model does not know %i', (text, words, unseen) => {
  expect(countWords({ index }, text)).toEqual({ words, unseen });
});

test('is asked no further than the model reads', () => {
  expect(countWords({ index }, `${'puck '.repeat(800)}unheard`)).toEqual({ words: 800, unseen: 0 });
});
