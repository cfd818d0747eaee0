import { describe, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { openRows } from '../../../core/dataset/reading/open-rows.ts';
import { cellsOf, countedSource, rowsOf } from './reading-rows.ts';

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

interface Parts {
  readonly strings?: string;
  readonly styles?: string;
  readonly since1904?: boolean;
  /** Files that replace or join the workbook's own. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A workbook of the given sheets, each the inside of its `sheetData`. */
function workbook(sheets: Readonly<Record<string, string>>, { strings, styles, since1904, files }: Parts = {}): Buffer {
  const names = Object.keys(sheets);
  const tabs = names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`);
  const relations = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/worksheet" Target="worksheets/s${index}.xml"/>`,
  );
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="${RELATIONS}"><workbookPr${since1904 ? ' date1904="1"' : ''}/><sheets>${tabs.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...(strings !== undefined && { 'xl/sharedStrings.xml': `<sst>${strings}</sst>` }),
    ...(styles !== undefined && { 'xl/styles.xml': `<styleSheet>${styles}</styleSheet>` }),
  };
  for (const [index, name] of names.entries()) {
    parts[`xl/worksheets/s${index}.xml`] = `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`;
  }
  const entries = Object.entries({ ...parts, ...files }).map(([name, xml]) => [name, strToU8(xml)] as const);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
}

const inline = (text: string, address?: string) =>
  `<c${address ? ` r="${address}"` : ''} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`;
const header = row(inline('text'), inline('label'));
const textsOf = async (content: Buffer) =>
  (await cellsOf('a.xlsx', content)).map((cells) => (typeof cells === 'string' ? cells : cells['text']));

describe('a workbook', () => {
  test('has its cells by the names in its first row, and rows without content are skipped', async () => {
    const sheet = `<row r="2"/><row r="4">${inline('text', 'B4')}${inline('label', 'D4')}</row><row r="5"><c r="B5"/></row>
      <row r="7">${inline(' a ', 'B7')}${inline('x', 'D7')}</row><row r="9">${inline('y', 'D9')}${inline('aside', 'F9')}</row>`;
    expect(await rowsOf('a.xlsx', workbook({ Data: sheet }))).toEqual([
      { row: 0, cells: Object.assign(Object.create(null), { text: ' a ', label: 'x' }) },
      { row: 1, cells: Object.assign(Object.create(null), { text: '', label: 'y', 'column 6': 'aside' }) },
    ]);
  });

  test('shows each kind of cell as a table would', async () => {
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot; days&quot;"/></numFmts>
      <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>`;
    const strings =
      '<si><t>shared</t></si><si><r><rPr><b/></rPr><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh><t>aid</t></rPh></si><si><t>a_x000D_b &amp; &lt;&#233;&gt;</t></si>';
    const cases = [
      ['<c t="s"><v>0</v></c>', 'shared'],
      ['<c t="s"><v>1</v></c>', 'rich '],
      ['<c t="s"><v>2</v></c>', 'a\rb & <é>'],
      ['<c><v>42</v></c>', '42'],
      ['<c t="n"><v>0.10000000000000001</v></c>', '0.1'],
      ['<c><v>1E3</v></c>', '1000'],
      ['<c t="b"><v>1</v></c>', 'TRUE'],
      ['<c t="b"><v>0</v></c>', 'FALSE'],
      ['<c s="1"><v>45000</v></c>', '2023-03-15'],
      ['<c s="2"><v>45000.75</v></c>', '2023-03-15T18:00:00'],
      ['<c s="3"><v>45000</v></c>', '45000'],
      ['<c t="d"><v>2023-03-15</v></c>', '2023-03-15'],
      ['<c t="str"><f>A1&amp;"x"</f><v>formula</v></c>', 'formula'],
      ['<c><f>1+1</f><v>2</v></c>', '2'],
      ['<c t="e"><v>#N/A</v></c>', '#N/A'],
      ['<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>', 'inline'],
      ['<c t="str"><v><![CDATA[a < b]]></v></c>', 'a < b'],
      ['<c t="s"><v>99</v></c>', ''],
    ] as const;
    const sheet = header + cases.map(([cell]) => row(cell, inline('x'))).join('');
    expect(await textsOf(workbook({ Data: sheet }, { styles, strings }))).toEqual(cases.map(([, shown]) => shown));
  });

  test('counts its days from 1904 when it says so', async () => {
    const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>';
    const sheet = `${header}<row><c s="0"><v>43538</v></c>${inline('x')}</row>`;
    expect(await textsOf(workbook({ Data: sheet }, { styles, since1904: true }))).toEqual(['2023-03-15']);
  });

  test('is read from the first sheet that has rows, and says which', async () => {
    const content = workbook({ Cover: '', 'My data': header + row(inline('a'), inline('x')), Other: header });
    const { notes } = await openRows(countedSource('a.xlsx', content).source);
    expect(notes).toEqual(['read the sheet "My data", number 2 of 3']);
    expect(await textsOf(content)).toEqual(['a']);
  });

  test('may have prefixes on its elements and paths from the root', async () => {
    const content = workbook(
      { Data: '' },
      {
        files: {
          'xl/_rels/workbook.xml.rels': `<p:Relationships><p:Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="/xl/worksheets/s0.xml"/></p:Relationships>`,
          'xl/worksheets/s0.xml': `<x:worksheet><x:sheetData><x:row><x:c t="str"><x:v>text</x:v></x:c><x:c t="str"><x:v>label</x:v></x:c></x:row><x:row><x:c t="str"><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
        },
      },
    );
    expect(await textsOf(content)).toEqual(['a']);
  });

  test('without a header begins with its first row', async () => {
    const sheet = ['go', 'win', 'ok', 'lol'].map((text, index) =>
      row(inline(index % 2 ? 'spam' : 'ham'), inline(text)),
    );
    expect(await cellsOf('a.xlsx', workbook({ Data: sheet.join('') }))).toHaveLength(4);
  });

  test('of a hundred thousand rows is read', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => row(inline(`text ${index}`), inline('x')));
    expect(await rowsOf('a.xlsx', workbook({ Data: header + rows.join('') }), {}, 65_536)).toHaveLength(100_000);
  });
});

describe('a workbook is refused', () => {
  test.each<[string, Buffer, RegExp]>([
    ['that is text', Buffer.from('text,label'), /looks like text, not like an Excel workbook/],
    ['of the old kind, or with a password', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old', 'latin1'), /old Excel/],
    ['that is another archive', Buffer.from(zipSync({ 'a/1': strToU8('a') })), /not an Excel workbook/],
    ['without sheets', workbook({}), /no sheets/],
    [
      'whose XML does not end',
      workbook({ Data: '' }, { files: { 'xl/worksheets/s0.xml': '<worksheet><sheetData><row>' } }),
      /damaged/,
    ],
    ['whose XML is not text', Buffer.from(zipSync({ 'xl/workbook.xml': new Uint8Array([0x3c, 0xff]) })), /damaged/],
    ['with a cell beyond the last column', workbook({ Data: row(inline('a', 'ZZZZ1')) }), /damaged/],
    [
      'with thousands of columns',
      workbook({ Data: row(...Array.from({ length: 2000 }, () => inline('a'))) }),
      /2000 columns/,
    ],
    [
      'that unpacks to too much',
      workbook({ Data: `${header}${' '.repeat(60 * 1024 ** 2)}` }),
      /unpacks to more than 50 MB/,
    ],
    [
      'that shows one long text very often',
      workbook(
        { Data: header + row('<c t="s"><v>0</v></c>').repeat(600) },
        {
          strings: `<si><t>${Array.from({ length: 80_000 }, (_, index) => (index * 7919).toString(36)).join(' ')}</t></si>`,
        },
      ),
      /more than 50 MB/,
    ],
  ])('%s', async (_, content, message) => {
    const { source, counts } = countedSource('a.xlsx', content, 65_536);
    const read = async () => {
      const opened = await openRows(source);
      if (opened.format === 'rows') for await (const _ of opened.rows);
    };
    await expect(read()).rejects.toMatchObject({ name: 'UnusableSource', message: expect.stringMatching(message) });
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  test('with no more memory than it has content, whatever row or entity it claims', async () => {
    const sheet = `<row r="1048576000">${inline('text')}</row><row r="99999999999">${inline('a', 'XFD9')}</row>`;
    expect(await cellsOf('a.xlsx', workbook({ Data: sheet }))).toEqual([{ text: '', 'column 16384': 'a' }]);
    const bomb = `<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData>${header}${row('<c t="str"><v>&b;</v></c>')}</sheetData></worksheet>`;
    const [cells] = await cellsOf('a.xlsx', workbook({ Data: '' }, { files: { 'xl/worksheets/s0.xml': bomb } }));
    expect(JSON.stringify(cells).length).toBeLessThan(50);
  });
});
