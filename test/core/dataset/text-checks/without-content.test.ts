import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isWithoutContent } from '../../../../core/dataset/text-checks/without-content.ts';
import { textWith } from './any-text.ts';

const HEADERS =
  'From: jane@example.edu (Jane Doe)\nSubject: Re: goalies\nNntp-Posting-Host: rac3.example.edu\nLines: 3\n';
const QUOTED =
  'In article <1993Apr6@example.edu> joe@example.edu (Joe)\nwrites:\n> Who is the best goalie?\n>> Not me.\n';
const SIGNATURE = '-- \nJane Doe, Example University\njane@example.edu\n';

describe('a text without a word of its own', () => {
  test.each([
    ['headers alone', HEADERS],
    ['headers with a continued line', 'From: a@example.org\nReferences: <1@example.org>\n\t<2@example.org>\n\n'],
    ['headers and a signature', `${HEADERS}\n${SIGNATURE}`],
    ['headers and a quotation', `${HEADERS}\n${QUOTED}`],
    ['headers, a quotation and a signature', `${HEADERS}\n${QUOTED}\n${SIGNATURE}`],
    ['a quotation with line ends of Windows', QUOTED.replaceAll('\n', '\r\n')],
    ['a quotation with initials', 'JD> Who is the best goalie?\nJD> Not me.'],
    ['a quotation introduced by mail', 'On Mon, 5 Apr 1993, Joe wrote:\n\n> Who?\n'],
    ['a signature alone', SIGNATURE],
    ['a signature that lost its space', SIGNATURE.replace('-- ', '--')],
    ['a URL', 'https://example.org/goalies?id=1'],
    ['an e-mail address', '<joe@example.org>'],
    ['names that are only addressed', '@joe @jane'],
  ])('%s', (_, text) => {
    expect(isWithoutContent(text)).toBe(true);
  });

  test.each([
    ['headers and a body', `${HEADERS}\nI like Roy.\n`],
    ['headers and a body without an empty line', `${HEADERS}I like Roy.\n`],
    ['a body after a quotation', `${HEADERS}\n${QUOTED}\nI like Roy.\n\n${SIGNATURE}`],
    ['a body before a quotation', `${HEADERS}\nI like Roy.\n\n${QUOTED}`],
    ['one word', 'ok'],
    ['one Hangul letter', 'ㅋ'],
    ['one ideograph', '好'],
    ['an emoji', '😂'],
    ['a heart', '♥'],
    ['a hash tag', '#hockey'],
    ['a word beside a URL', 'look https://example.org'],
    ['words that touch a URL in another script', '여기https://example.org'],
    ['a subject alone', 'Subject: tickets wanted'],
    ['a question with a colon', 'Note: this is a text\nAnd this too'],
    ['a face with words', '>_< 재밌다'],
    ['a whole letter below a mark', `-- \nHi netland,\n\nDoes anybody know a goalie?\n`],
    ['a letter after an empty line below a mark', `${QUOTED}\n-- \n\nTry Roy.\n`],
    ['a long text below a mark', `--\n${'One more line of a poem\n'.repeat(20)}`],
    ['an attribution without a quotation', 'Joe wrote:\nI like Roy.'],
    ['an empty text', ''],
    ['white space', ' \n\t\n'],
  ])('is not: %s', (_, text) => {
    expect(isWithoutContent(text)).toBe(false);
  });

  test('stays one when it is quoted, and is none when a word is added', () => {
    const pieces = [
      'From: a@b.org\n',
      'Lines: 3\n',
      '> hello\n',
      '-- \n',
      'Joe wrote:\n',
      '\n\n',
      'http://a.org',
      'word',
      '9',
    ];
    fc.assert(
      fc.property(textWith(pieces), (text) => {
        const quoted = text.split('\n').map((line) => `> ${line}`);
        expect(isWithoutContent(quoted.join('\n'))).toBe(/\p{L}/u.test(text));
        expect(isWithoutContent(`a word\n\n${text}`)).toBe(false);
        isWithoutContent(text);
      }),
      { numRuns: 500 },
    );
  });
});
