import { readXml, type XmlListener } from './xml.ts';

/**
 * Gathers the text of a string item, whose parts may be formatted differently; the reading aid that Japanese texts carry
 * (`rPh`) is not part of it.
 */
export class RichText implements XmlListener {
  #text = '';
  #inText = false;
  #inReadingAid = false;

  open(name: string): void {
    if (name === 'rPh') this.#inReadingAid = true;
    else if (name === 't') this.#inText = true;
  }

  close(name: string): void {
    if (name === 'rPh') this.#inReadingAid = false;
    else if (name === 't') this.#inText = false;
  }

  text(text: string): void {
    if (this.#inText && !this.#inReadingAid) this.#text += text;
  }

  /** What was gathered; the next text begins empty. */
  take(): string {
    const text = unescapeCharacters(this.#text);
    this.#text = '';
    return text;
  }
}

/** Characters that XML cannot hold are written as `_x000D_` (ECMA-376, part 1, 22.9.2.19). */
export const unescapeCharacters = (text: string) =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;

/** The strings that the sheets' cells refer to by their place. */
export function readSharedStrings(xml: string): string[] {
  const strings: string[] = [];
  const item = new RichText();
  readXml(xml, {
    open: (name) => item.open(name),
    text: (text) => item.text(text),
    close(name) {
      item.close(name);
      if (name === 'si') strings.push(item.take());
    },
  });
  return strings;
}
