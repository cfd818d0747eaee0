import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { OUTPUTS, OutputFolder, type Place } from '../../../bin/prepare/output-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'labelsmith-output-'));
afterAll(() => rmSync(root, { recursive: true }));

const marker = '{"schema": "labelsmith.dataset.v1"}';

/** Places for all four outputs, of which one may be unable to be put there. */
async function placesIn(folder: OutputFolder, content: string, broken?: string) {
  const place = async (output: (typeof OUTPUTS)[number]): Promise<Place> => {
    const real = await folder.write(output, output === 'dataset.json' ? marker : content);
    if (output !== broken) return real;
    return async () => {
      throw new Error('the disk has gone');
    };
  };
  return {
    'train.jsonl': await place('train.jsonl'),
    'validation.jsonl': await place('validation.jsonl'),
    'dataset.json': await place('dataset.json'),
    'preparation.json': await place('preparation.json'),
  };
}

describe('an output folder', () => {
  test('is made with those above it, and holds the outputs and nothing else', async () => {
    const path = join(root, 'a/b/c');
    const folder = OutputFolder.open(path, []);
    await folder.publish(await placesIn(folder, 'new'));
    folder.tidy();
    expect(readdirSync(path).sort()).toEqual([...OUTPUTS].sort());
  });

  test('goes again, with those made above it, when nothing was published', async () => {
    mkdirSync(join(root, 'kept'));
    const folder = OutputFolder.open(join(root, 'kept/x/y'), []);
    await folder.write('dataset.json', '{}');
    folder.tidy();
    expect(readdirSync(join(root, 'kept'))).toEqual([]);
  });

  test.each(OUTPUTS)('keeps the whole earlier result when %s cannot be replaced', async (broken) => {
    const path = join(root, `earlier-${broken}`);
    const first = OutputFolder.open(path, []);
    await first.publish(await placesIn(first, 'old'));
    first.tidy();
    const second = OutputFolder.open(path, []);
    await expect(second.publish(await placesIn(second, 'new', broken))).rejects.toThrow('the disk has gone');
    second.tidy();
    expect(readdirSync(path).sort()).toEqual([...OUTPUTS].sort());
    for (const output of OUTPUTS) {
      if (output !== 'dataset.json') expect(readFileSync(join(path, output), 'utf8')).toBe('old');
    }
  });

  test('is empty again when an output cannot be put into a new one', async () => {
    const path = join(root, 'new-and-broken');
    const folder = OutputFolder.open(path, []);
    await expect(folder.publish(await placesIn(folder, 'new', 'preparation.json'))).rejects.toThrow();
    folder.tidy();
    expect(existsSync(path)).toBe(false);
  });

  test("does not replace a person's own train.jsonl", async () => {
    const path = join(root, 'own');
    mkdirSync(path);
    writeFileSync(join(path, 'train.jsonl'), 'mine');
    expect(() => OutputFolder.open(path, [])).toThrow(
      expect.objectContaining({
        name: 'OutputInTheWay',
        message: expect.stringContaining('no earlier result'),
      }),
    );
  });
});
