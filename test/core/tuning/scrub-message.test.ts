import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MESSAGE_WORDS } from '../../../core/tuning/message-words.ts';
import { scrubMessage } from '../../../core/tuning/scrub-message.ts';

describe("a provider's message", () => {
  test.each([
    'Training file has 5 example(s), but must have at least 10 examples',
    'Step 10/100: training loss=0.5321, validation loss=0.61, full validation loss=0.7',
    'Created fine-tuning job: ftjob-abc12',
    'New fine-tuned model created: ft:gpt-4.1-mini-2025-04-14:org:sports:AbC',
    'Checkpoint created at step 85 with Snapshot ID: ft:gpt-4o-mini:org:sports:AbC:ckpt-step-85',
    'Validating training file: file-abc and validation file: file-xyz',
    'Files validated: 96 examples, moving job to queued state',
    'Fine-tuning job started: 2 labels, 1543 features, C = 0.25',
    'All examples have the same answer: expected two labels or more',
    "This training file was blocked because too many examples were flagged by moderation API for containing content that violates OpenAI's usage policies in the following category: hate.",
    'You exceeded your current quota, please check your plan and billing details.',
    'Example 12 is missing key "messages"',
    'The job failed: invalid_n_examples',
  ])('keeps what is said of the job: %s', (message) => {
    expect(scrubMessage(message)).toBe(message);
  });

  test.each([
    ['a quoted row', 'Row 17 is not valid: "the valid model card"', 'Row 17 is not valid: [...]'],
    ['a row without quotation marks', 'Row 17: the goalie met Anna', 'Row 17: the [...]'],
    ['a quotation without an end', "Line 3: 'the model was", 'Line 3: [...]'],
    ['a row of JSON', 'missing key "role" in {"messages": [{"role": "user"}]}', 'missing key "role" in [...]'],
    ['a card number', 'Row 2 has 4111 1111 1111 1111', 'Row 2 has [...]'],
    ['an address', 'Row 2 was written by anna@example.org', 'Row 2 was written by [...]'],
    ['another script', '한국어 문장 in row 3', '[...] in row 3'],
    ['a long number', 'account 123456789 is over', 'account [...] is over'],
    ['a word within punctuation', '(row 3) goalie/keeper, line 4.', '(row 3) [...] line 4.'],
  ])('loses %s', (_what, message, kept) => {
    expect(scrubMessage(message)).toBe(kept);
  });

  test('never keeps a word that is not used of jobs, however it is written', () => {
    const secret = fc.stringMatching(/^\p{L}{3,12}$/u).filter((word) => !MESSAGE_WORDS.has(word.toLowerCase()));
    const around = fc.constantFrom('', '"', "'", '(', '[', '{', ':', '...', '“', '`', '=', ', ');
    fc.assert(
      fc.property(fc.array(fc.tuple(around, secret, around), { minLength: 1 }), (parts) => {
        const message = `Row 3 ${parts.map((part) => part.join('')).join(' ')}`;
        const kept = scrubMessage(message).split(/[^\p{L}]+/u);
        for (const [, word] of parts) expect(kept).not.toContain(word);
      }),
    );
  });

  test('stays as it is when it is scrubbed again, and never gets long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3_000 }), (noise) => {
        const once = scrubMessage(`Step 3 ${noise} of the job`);
        expect(scrubMessage(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(310);
      }),
    );
  });
});
