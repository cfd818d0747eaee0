import { readXml } from './xml.ts';

/** Ids of the number formats that every workbook has and that show dates or times (ECMA-376, part 1, 18.8.30). */
const BUILT_IN_DATES: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

/** For each cell format of a workbook, by its place in `styles.xml`, whether it shows a number as a date. */
export function readDateStyles(xml: string): boolean[] {
  const custom = new Map<string, string>();
  const styles: boolean[] = [];
  let inCellFormats = false;
  readXml(xml, {
    open(name, attributes) {
      if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'numFmt') custom.set(attributes()['numFmtId'] ?? '', attributes()['formatCode'] ?? '');
      else if (name === 'xf' && inCellFormats) styles.push(isDate(attributes()['numFmtId'] ?? '0', custom));
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

function isDate(id: string, custom: ReadonlyMap<string, string>): boolean {
  const code = custom.get(id);
  if (code === undefined) return BUILT_IN_DATES.some(([from, to]) => Number(id) >= from && Number(id) <= to);
  // What is quoted, escaped or in brackets (colours, conditions, currencies) is not part of the pattern.
  return /[ymdhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, ''));
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** Excel's day 0, as it counts from March 1900 on (before, it believes in a 29 February 1900). */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** The last day that Excel knows, 9999-12-31. */
const LAST_DAY = 2_958_465;

/** A day number as an ISO date, with the time where there is one; undefined when it is no day that Excel knows. */
export function formatDate(days: number, since1904: boolean): string | undefined {
  if (!(days >= 0 && days <= LAST_DAY)) return undefined;
  const seconds = Math.round((days * DAY_MILLISECONDS) / 1000);
  const iso = new Date((since1904 ? EPOCH_1904 : EPOCH_1900) + seconds * 1000).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19);
}
