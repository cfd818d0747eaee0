import { type Cells, cellOf, isCells } from '../reading/source-row.ts';
import type { Extracted } from './extracted.ts';
import { scalarText } from './scalar-text.ts';

/** The column that makes a row a chat example. */
export const MESSAGES = 'messages';

export const CHAT_REASON =
  'The rows are chat examples: the text is what the user says, the label what the assistant answers; system messages are left out.';

/** What a chat example (`{"messages": [...]}`) says. */
export function extractChat(cells: Cells): Extracted {
  const messages = cellOf(cells, MESSAGES);
  if (!Array.isArray(messages)) return { broken: 'has no list of messages' };
  const texts: string[] = [];
  const labels: string[] = [];
  for (const message of messages) {
    const content = isCells(message) ? contentText(cellOf(message, 'content')) : undefined;
    if (!isCells(message) || content === undefined) return { broken: 'has a message without text' };
    if (message['role'] === 'user') texts.push(content);
    if (message['role'] === 'assistant') labels.push(content);
  }
  const [label] = labels;
  if (label === undefined || texts.length === 0) return { broken: 'lacks a message by the user or by the assistant' };
  if (labels.length > 1) return { broken: 'is a conversation: the assistant speaks more than once' };
  return { text: texts.join('\n'), label };
}

/** A message's content is a string or a list of parts, of which only texts are understood. */
function contentText(content: unknown): string | undefined {
  if (!Array.isArray(content)) return scalarText(content);
  const texts = content.map((part: unknown) => (isCells(part) ? part['text'] : undefined));
  return texts.every((text) => typeof text === 'string') ? texts.join('\n') : undefined;
}
