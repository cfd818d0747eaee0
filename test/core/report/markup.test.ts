import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markup, name, shorten } from '../../../core/report/markup.ts';
import { elementsOf, faultOf } from '../../support/page-elements.ts';

const HOSTILE: readonly (readonly [string, string, string])[] = [
  ['an element', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['the end of an attribute', '" onload="x', '&quot; onload=&quot;x'],
  ['the end of one in single quotes', "' onload='x", '&#39; onload=&#39;x'],
  ['an entity', '&lt;b&gt;', '&amp;lt;b&amp;gt;'],
  ['the end of CDATA and of a comment', ']]> -->', ']]&gt; --&gt;'],
  ['a control character', 'a\u0000b\u001b[31m', 'a\ufffdb\ufffd[31m'],
  ['half a surrogate pair', 'a\ud800', 'a\ufffd'],
  ['a sign that turns the text around', '\u202eevil\u2066', '\ufffdevil\ufffd'],
  ['what is no character', '\uffff\ufdd0', '\ufffd\ufffd'],
  ['letters, emoji and line feeds, which stay', 'größe 🏒\n中文', 'größe 🏒\n中文'],
];

describe('a value in a page', () => {
  test.each(HOSTILE)('is escaped: %s', (_name, value, expected) => {
    expect(markup`<b title="${value}">${value}</b>`.text).toBe(`<b title="${expected}">${expected}</b>`);
  });

  test('stays one text in one element, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const page = markup`<p title="${value}">${value}</p>`.text;
        expect(faultOf(page)).toBeUndefined();
        expect(elementsOf(page).map(({ tag, attributes }) => [tag, Object.keys(attributes)])).toEqual([
          ['p', ['title']],
        ]);
      }),
    );
  });

  test('that is markup already, a list or nothing is put in as that', () => {
    expect(markup`<p>${[markup`<b>1</b>`, 2, '<']}${null}${undefined}${false}${0}</p>`.text).toBe(
      '<p><b>1</b>2&lt;0</p>',
    );
  });
});

describe('a label', () => {
  test('is cut by characters, not in the middle of one', () => {
    expect([shorten('🏒🏒🏒🏒', 3), shorten('abc', 3)]).toEqual(['🏒🏒…', 'abc']);
  });

  test('is set apart from what is around it', () => {
    expect(name('العربية & co').text).toBe('<bdi>العربية &amp; co</bdi>');
  });
});
