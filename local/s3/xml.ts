import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { z } from 'zod';
import { S3Error } from './s3-error.ts';

/** The namespace of S3's answers. */
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** Elements that may occur more than once are always read as lists. */
const LISTS = new Set(['Object', 'Part']);

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  // The parser leaves out references to control characters without a word, and `a&#1;b` would delete the key `ab`.
  processEntities: false,
  tagValueProcessor: (_, value) => decodeReferences(value),
  isArray: (name) => LISTS.has(name),
});

export type XmlContent = { readonly [name: string]: XmlValue };
export type XmlValue = string | number | boolean | undefined | XmlContent | readonly XmlValue[];

/** A whole document with one root element. An undefined value leaves its element out; a list repeats it. */
export function toXml(root: string, content: XmlContent, options: { namespace?: boolean } = {}): string {
  const namespace = options.namespace === false ? {} : { '@xmlns': NAMESPACE };
  const xml = builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    [root]: { ...namespace, ...withoutUndefined(content) },
  });
  return escapeControls(xml);
}

/**
 * Reads a request's document, whose root must have the given name.
 * @throws S3Error `MalformedXML` when it is not XML, defines entities, or does not fit the schema
 */
export function fromXml<S extends z.ZodType>(text: string, root: string, schema: S): z.output<S> {
  const malformed = () =>
    new S3Error('MalformedXML', `The body is not the XML of a ${root} that this operation needs.`);
  // No S3 client sends these, and entities of its own could unfold without end.
  if (text.includes('<!DOCTYPE') || text.includes('<![CDATA[') || XMLValidator.validate(text) !== true) {
    throw malformed();
  }
  const document = parse(text, malformed);
  const content = typeof document === 'object' && document !== null ? Object.entries(document) : [];
  const found = content.find(([name]) => name === root);
  const parsed = found && schema.safeParse(found[1]);
  if (!parsed?.success) throw malformed();
  return parsed.data;
}

function parse(text: string, malformed: () => S3Error): unknown {
  try {
    return parser.parse(text);
  } catch {
    throw malformed();
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeReferences(value: string): string {
  return value.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (_, hex?: string, decimal?: string, name?: string) => {
      const named = name === undefined ? undefined : NAMED[name];
      // Throws for what is no code point.
      return named ?? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
}

function withoutUndefined(content: XmlContent): Record<string, unknown> {
  const entries = Object.entries(content).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, cleaned(value)] as const],
  );
  return Object.fromEntries(entries);
}

function cleaned(value: XmlValue): unknown {
  if (isList(value)) return value.map(cleaned);
  return typeof value === 'object' ? withoutUndefined(value) : value;
}

/** Unlike `Array.isArray` alone, this tells a list from an object to the compiler as well. */
const isList = (value: XmlValue): value is readonly XmlValue[] => Array.isArray(value);

/** A parser turns a bare carriage return into a line feed and rejects other controls, which keys may hold all the same. */
function escapeControls(xml: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return xml.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (control) => `&#${control.charCodeAt(0)};`);
}
