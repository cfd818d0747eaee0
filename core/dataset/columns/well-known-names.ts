/** Names under which people keep texts, the likeliest first; compared without regard to case and outer space. */
export const TEXT_NAMES = [
  'text',
  'prompt',
  'content',
  'message',
  'body',
  'comment',
  'review',
  'sentence',
  'tweet',
  'question',
  'document',
  'description',
  'utterance',
  'query',
  'post',
  'email',
  'sms',
  'headline',
  'title',
  'input',
] as const;

/** Names under which people keep labels, the likeliest first. */
export const LABEL_NAMES = [
  'label',
  'completion',
  'category',
  'class',
  'target',
  'intent',
  'sentiment',
  'topic',
  'labels',
  'tag',
  'emotion',
  'stance',
  'genre',
  'answer',
  'output',
] as const;

/** Column names as they are compared. */
export const foldName = (name: string) => name.trim().toLowerCase();

const textNames = new Set<string>(TEXT_NAMES);
const labelNames = new Set<string>(LABEL_NAMES);
export const knowsTextColumn = (name: string) => textNames.has(foldName(name));
export const knowsLabelColumn = (name: string) => labelNames.has(foldName(name));
