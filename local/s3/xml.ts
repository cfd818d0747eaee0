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
  htmlEntities: true,
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
  // A document type could define entities that unfold without end; no S3 client sends one.
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformed();
  const document: unknown = parser.parse(text);
  const content = typeof document === 'object' && document !== null ? Object.entries(document) : [];
  const found = content.find(([name]) => name === root);
  const parsed = found && schema.safeParse(found[1]);
  if (!parsed?.success) throw malformed();
  return parsed.data;
}

function withoutUndefined(content: XmlContent): Record<string, unknown> {
  const entries = Object.entries(content).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, cleaned(value)] as const],
  );
  return Object.fromEntries(entries);
}

function cleaned(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === 'object') return withoutUndefined(value as XmlContent);
  return value;
}

/** A parser turns a bare carriage return into a line feed and rejects other controls, which keys may hold all the same. */
function escapeControls(xml: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return xml.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (control) => `&#${control.charCodeAt(0)};`);
}
