import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of a page with its attributes, and the text in it. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;

/** Why a page is no well-formed XML, or undefined when it is. The line that says it is HTML is not looked at. */
export function faultOf(page: string): string | undefined {
  const checked = XMLValidator.validate(page.replace(/^<!doctype html>\s*/, ''));
  return checked === true ? undefined : `${checked.err.msg} (line ${checked.err.line})`;
}

/** All elements of a page or of a part of one, in their order. */
export function elementsOf(page: string): PageElement[] {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
  });
  return (parser.parse(page.replace(/^<!doctype html>\s*/, '')) as Node[]).flatMap(walk);
}

function walk(node: Node): PageElement[] {
  const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text');
  if (tag === undefined) return [];
  const children = node[tag] as Node[];
  const attributes = (node[':@'] ?? {}) as PageElement['attributes'];
  return [{ tag, attributes, text: textOf(children) }, ...children.flatMap(walk)];
}

const textOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => {
      const tag = Object.keys(node).find((key) => key !== ':@') ?? '';
      return tag === '#text' ? String(node['#text']) : textOf(node[tag] as Node[]);
    })
    .join('');

/** Of the elements with this tag and this class, the numbers that an attribute holds. */
export const numbersOf = (elements: readonly PageElement[], tag: string, kind: string, attribute: string): number[] =>
  elements.filter((element) => isOf(element, tag, kind)).map(({ attributes }) => Number(attributes[attribute]));

export const isOf = ({ attributes, tag }: PageElement, wanted: string, kind = ''): boolean =>
  tag === wanted &&
  kind.split(' ').every((part) => part === '' || (attributes['class'] ?? '').split(' ').includes(part));
