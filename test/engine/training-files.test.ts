import { describe, expect, test } from '@jest/globals';
import { sportFile, sportText } from './example-files.ts';
import { clientOf, startEngine, upload } from './start-engine.ts';

interface Example {
  readonly text: string;
  readonly label: string;
}

const chatLine = ({ text, label }: Example): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: label },
    ],
  });

/** `count` examples of two sports under other names, every text another one. */
function examples(count: number, names: readonly [string, string] = ['hockey', 'baseball']): Example[] {
  return Array.from({ length: count }, (_, number) => ({
    text: sportText(number % 2 === 0 ? 'hockey' : 'baseball', number),
    label: names[number % 2] ?? '',
  }));
}

const asFile = (rows: readonly Example[], lineEnd = '\n') => rows.map((row) => `${chatLine(row)}${lineEnd}`).join('');

/** A job over the files, trained to its end. */
async function train(training: string, validation?: string) {
  const { engine } = startEngine();
  const client = clientOf(engine);
  const created = await client.fineTuning.jobs.create({
    model: 'ada',
    training_file: await upload(client, training),
    ...(validation !== undefined && { validation_file: await upload(client, validation) }),
    hyperparameters: { n_epochs: 2 },
  });
  return { client, job: await engine.advance(created.id, { budgetMs: 600_000 }) };
}

describe('a training file that a classifier can be learnt from:', () => {
  const KOREAN = ['하키 경기', '야구'] as const;
  const files: [string, string, string][] = [
    ['ten rows', asFile(examples(10)), 'hockey'],
    ['labels with spaces', asFile(examples(20, ['ice hockey', ' base  ball '])), 'ice hockey'],
    ['labels of emoji', asFile(examples(20, ['🏒', '⚾️'])), '🏒'],
    ['Korean labels', asFile(examples(20, [...KOREAN])), KOREAN[0]],
    ['labels that are numbers', asFile(examples(20, ['0', '1'])), '0'],
    ['labels of other case', asFile(examples(20, ['Yes', 'yes'])), 'Yes'],
    ['labels of a whole page', asFile(examples(20, ['l'.repeat(5_000), 'm'.repeat(5_000)])), 'l'.repeat(5_000)],
    ['CRLF', asFile(examples(20), '\r\n'), 'hockey'],
    ['a byte order mark', `\uFEFF${asFile(examples(20))}`, 'hockey'],
    ['blank lines, and none at the end', `\n\n${asFile(examples(20)).trimEnd()}`, 'hockey'],
    [
      'some empty texts',
      asFile([...examples(20), { text: '', label: 'hockey' }, { text: '', label: 'baseball' }]),
      'hockey',
    ],
    ['a text of blanks', asFile([...examples(20), { text: ' \t\n ', label: 'baseball' }]), 'hockey'],
    ['a text of 5 MB', asFile([...examples(20), { text: 'puck ice '.repeat(600_000), label: 'hockey' }]), 'hockey'],
    ['a text of lone surrogates', asFile([...examples(20), { text: '\ud800\udfff\ud800', label: 'hockey' }]), 'hockey'],
    ['chat and completion rows', asFile(examples(20)) + sportFile('completion', 20).replaceAll('" ', '"'), 'hockey'],
  ];

  test.each(files)('%s', async (_, content, label) => {
    const { client, job } = await train(content);
    expect(job).toMatchObject({ status: 'succeeded', error: null });
    const answer = await client.chat.completions.create({
      model: job.fine_tuned_model ?? '',
      messages: [{ role: 'user', content: sportText('hockey', 4) }],
    });
    expect(answer.choices[0]?.message.content).toBe(label);
  });

  test('a thousand labels pass the look at the file', async () => {
    const { engine, client } = startEngine();
    const rows = Array.from({ length: 1_000 }, (_, n) => ({ text: `word ${n}`, label: `label ${n}` }));
    const training_file = await upload(client, asFile(rows));
    const { id } = await client.fineTuning.jobs.create({ model: 'ada', training_file });
    expect((await engine.advance(id, { budgetMs: 60_000, softMs: 0 })).status).toBe('queued');
  });
});

describe('a training file that ends its job as failed, saying where and why:', () => {
  const files: [string, string, string, RegExp][] = [
    [
      'garbage',
      Buffer.from([0xff, 0xfe, 0, 1, 2, 200, 13, 10, 7]).toString('latin1'),
      'invalid_file_format',
      /^Line 1 /,
    ],
    ['a table', 'text,label\na,b\n', 'invalid_file_format', /^Line 1 is not JSON/],
    ['one JSON document', `[\n${asFile(examples(20))}]`, 'invalid_file_format', /^Line 1 /],
    ['nine rows', asFile(examples(9)), 'invalid_n_examples', /9 example/],
    ['one label', asFile(examples(20, ['same', 'same'])), 'invalid_n_examples', /same answer/],
    [
      '1,001 labels',
      asFile(Array.from({ length: 1_001 }, (_, n) => ({ text: 't', label: `${n}` }))),
      'invalid_file_format',
      /more than 1000 different answers/,
    ],
    [
      'only empty texts',
      asFile(examples(20).map(({ label }) => ({ text: '', label }))),
      'invalid_file_format',
      /nothing to learn from/,
    ],
    [
      'one line without an end',
      `${chatLine({ text: 'puck', label: 'hockey' })}\n${'x'.repeat(17_000_000)}`,
      'invalid_file_format',
      /^Line 2 has more than 16777216 bytes/,
    ],
    ['an empty label', asFile([...examples(20), { text: 'puck', label: '' }]), 'invalid_file_format', /^Line 21 /],
    [
      'a row without an answer',
      `${asFile(examples(20))}{"messages": [{"role": "user", "content": "x"}]}`,
      'invalid_file_format',
      /^Line 21 /,
    ],
  ];

  test.each(files)('%s', async (_, content, code, message) => {
    const { job } = await train(content);
    expect(job).toMatchObject({ status: 'failed', fine_tuned_model: null, error: { code, param: 'training_file' } });
    expect(job.error?.message).toMatch(message);
    expect(job.finished_at).not.toBeNull();
  });
});

describe('a validation file', () => {
  test('with labels that training never saw counts them as mistakes', async () => {
    const { client, job } = await train(asFile(examples(20)), asFile(examples(10, ['hockey', 'curling'])));
    expect(job.status).toBe('succeeded');
    const csv = await (await client.files.content(job.result_files[0] ?? '')).text();
    expect(Number(csv.trim().split('\n').at(-1)?.split(',').at(-1))).toBe(0.5);
  });

  test('of one row is enough', async () => {
    expect((await train(asFile(examples(20)), asFile(examples(1)))).job.status).toBe('succeeded');
  });

  test('that is garbage is named as the one at fault', async () => {
    const { job } = await train(asFile(examples(20)), 'garbage');
    expect(job).toMatchObject({ status: 'failed', error: { code: 'invalid_file_format', param: 'validation_file' } });
  });
});
