import { Parser } from 'saxen';

/** What is heard of an XML document; names come without their namespace's prefix. */
export interface XmlListener {
  open?(name: string, attributes: () => Readonly<Record<string, string>>): void;
  close?(name: string): void;
  /** Entities are decoded: the five of XML and the numbered ones; no others exist, since no DTD is read. */
  text?(text: string): void;
}

const withoutPrefix = (name: string) => name.slice(name.indexOf(':') + 1);

/** Reads an XML document from its beginning to its end. @throws Error when it is not well-formed */
export function readXml(xml: string, listener: XmlListener): void {
  const parser = new Parser();
  parser.on('openTag', (name, attributes, decode) => {
    listener.open?.(withoutPrefix(name), () => decodeAll(attributes(), decode));
  });
  parser.on('closeTag', (name) => listener.close?.(withoutPrefix(name)));
  parser.on('text', (text, decode) => listener.text?.(decode(text)));
  parser.on('cdata', (text) => listener.text?.(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.parse(xml);
}

function decodeAll(attributes: Record<string, string>, decode: (text: string) => string): Record<string, string> {
  const decoded: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(attributes)) decoded[withoutPrefix(name)] = decode(value);
  return decoded;
}
