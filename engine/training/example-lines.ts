import { z } from 'zod';
import { textOfPrompt } from '../../core/contract/example-format.ts';
import type { Store } from '../../core/store.ts';
import { byteLinesOf, LineTooLong, MOST_LINE_BYTES } from '../files/byte-streams.ts';
import { fileContentKey } from '../keys.ts';
import type { AnswerFormat } from '../records/model-record.ts';
import { lastUserText } from '../wire/chat-completion.ts';
import { type FileParam, JobFault } from './job-fault.ts';

/** One row of a training file: what is said, and what is to be answered, exactly as the file has it. */
export interface ExampleLine {
  readonly text: string;
  readonly answer: string;
  readonly format: AnswerFormat;
}

const chatLine = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(2),
});
const completionLine = z.object({ prompt: z.string(), completion: z.string().min(1) });

/**
 * The examples of an uploaded JSONL file, one at a time; blank lines are skipped.
 * @throws JobFault at the first line that is none
 */
export async function* readExamples(store: Store, fileId: string, param: FileParam): AsyncGenerator<ExampleLine> {
  const found = await store.read(fileContentKey(fileId));
  if (!found) throw new JobFault('invalid_file_format', `File ${fileId} no longer exists: upload it again`, param);
  const decoder = new TextDecoder();
  let number = 0;
  try {
    for await (const bytes of byteLinesOf(found.body)) {
      number += 1;
      const line = decoder.decode(bytes);
      if (line.trim() !== '') yield parseLine(line, number, param);
    }
  } catch (error) {
    throw error instanceof LineTooLong ? tooLong(error.line, param) : error;
  }
}

const tooLong = (line: number, param: FileParam) =>
  new JobFault(
    'invalid_file_format',
    `Line ${line} has more than ${MOST_LINE_BYTES} bytes (16 MB): every line must be one example`,
    param,
  );

function parseLine(line: string, number: number, param: FileParam): ExampleLine {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new JobFault('invalid_file_format', `Line ${number} is not JSON: every line must be one JSON object`, param);
  }
  const completion = completionLine.safeParse(json);
  if (completion.success)
    return { text: textOfPrompt(completion.data.prompt), answer: completion.data.completion, format: 'completion' };
  const chat = chatLine.safeParse(json);
  const text = chat.success ? lastUserText(chat.data.messages) : undefined;
  const last = chat.data?.messages.at(-1);
  if (text === undefined || last?.role !== 'assistant' || last.content === '') {
    throw new JobFault(
      'invalid_file_format',
      `Line ${number} is no example: expected {"messages": [..., a user's message, an assistant's answer]} or {"prompt", "completion"}`,
      param,
    );
  }
  return { text, answer: last.content, format: 'chat' };
}
