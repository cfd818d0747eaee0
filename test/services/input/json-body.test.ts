import { describe, expect, test } from '@jest/globals';
import { parseJsonBody } from '../../../services/input/json-body.ts';

const REMEDIES = { tooLarge: 'Send less.', notJson: 'Send JSON.' };
const parse = (bytes: Uint8Array) => parseJsonBody(bytes, String(bytes.length), REMEDIES);

describe('a body', () => {
  test.each([
    ['as it is', Buffer.from('{"text":"é 😀"}')],
    ['behind a byte order mark', Buffer.from('\ufeff{"text":"é 😀"}')],
  ])('is read %s', (_, bytes) => {
    expect(parse(bytes)).toEqual({ text: 'é 😀' });
  });

  test('may hold the character that stands for damage, where the sender wrote it', () => {
    expect(parse(Buffer.from('{"text":"\ufffd"}'))).toEqual({ text: '\ufffd' });
  });

  test.each<[string, Uint8Array, string, RegExp, RegExp]>([
    ['without anything', Buffer.of(), 'InvalidInput', /no body/, /Send JSON/],
    ['that is not JSON', Buffer.from('hello'), 'InvalidInput', /not JSON/, /Send JSON/],
    ['in latin 1', Buffer.from('{"text":"caf\xe9"}', 'latin1'), 'InvalidInput', /not UTF-8/, /UTF-8/],
    ['cut within a character', Buffer.from('{"text":"é').subarray(0, -1), 'InvalidInput', /not UTF-8/, /UTF-8/],
    ['of over a megabyte', Buffer.alloc(1_000_001, 'a'), 'TooLarge', /1000001 bytes; 1000000/, /Send less/],
  ])('%s is refused', (_, bytes, name, message, remedy) => {
    expect(() => parse(bytes)).toThrow(
      expect.objectContaining({ name, message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) }),
    );
  });
});
