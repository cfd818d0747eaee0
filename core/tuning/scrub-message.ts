import type { Job } from '../contract/job.ts';
import { maskPersonalData } from '../dataset/text-checks/personal-data.ts';
import { MESSAGE_WORDS } from './message-words.ts';

/** Stands where something was left out. */
const LEFT_OUT = '[...]';

/** Longest message kept: a sentence or two. */
const LONGEST_MESSAGE = 300;
/** Longer ones are cut before anything else: what they say stands at their beginning. */
const LONGEST_READ = 2_000;

/** Names that hosts give to their own things, e.g. `ftjob-a1B2`, `file-xyz`, `ft:gpt-4.1-mini:org:sports:c3D4`. */
const IDENTIFIER = /^(?:file|ftjob|ftckpt|job|batch|step)[-_][\w-]{1,60}$|^ft:[\w.:-]{1,120}$/;
/** Error codes and parameters, e.g. `invalid_n_examples`, of words joined by underscores. */
const CODE = /^[a-z]{2,20}(?:_[a-z]{1,20}){1,5}$/;
/** `7`, `0.25`, `10/100`, `1,200`, `95%`: too short for a telephone or an account. */
const NUMBER = /^[-+]?\d{1,6}(?:[.,/:]\d{1,6})?%?$/;
const PAIR = /^([^=]+)=(.+)$/;
/** Between words, e.g. `=`, or nothing but the punctuation around it. */
const SIGN = /^[-=<>+~|/]{0,2}$/;
/** Some write the plural as one that may be none: `5 example(s)`. */
const PLURAL = /\(s\)?$/;

/** What is written around a word: kept when the word is. */
const WORD = /^([^\p{L}\p{N}\p{S}[]*)(.*?)([^\p{L}\p{N}\]%]*)$/su;

/** Text between quotation marks or brackets, or from the first of them to the end where the second one is missing. */
const QUOTED =
  /"[^"]*(?:"|$)|“[^”]*(?:”|$)|«[^»]*(?:»|$)|`[^`]*(?:`|$)|\{.*(?:\}|$)|(?<![\p{L}\p{N}])'.*?(?:'(?![\p{L}\p{N}])|$)/gsu;

/**
 * A provider's message without what it may have quoted. Providers explain failures with rows of the file that they were
 * given, quoted or not; so a message keeps only words that are used of jobs ({@link MESSAGE_WORDS}), short numbers, error
 * codes and the provider's ids. Everything else becomes `[...]`; the whole of it can be read at the provider. Scrubbed
 * again, a message stays as it is.
 */
export function scrubMessage(message: string): string {
  const masked = maskPersonalData(message.slice(0, LONGEST_READ).replaceAll(LEFT_OUT, ' '.concat(LEFT_OUT, ' ')));
  const words = masked.replace(QUOTED, keepQuoted).split(/\s+/).filter(Boolean).map(keepWord);
  const kept = words.filter((word, at) => !(word === LEFT_OUT && words[at - 1] === LEFT_OUT)).join(' ');
  return kept.length <= LONGEST_MESSAGE ? kept : `${kept.slice(0, kept.lastIndexOf(' ', LONGEST_MESSAGE))} ${LEFT_OUT}`;
}

/** A job's error, code and message, without what the provider may have quoted. */
export const scrubError = (error: Job['error']): Job['error'] =>
  error && { code: scrubMessage(error.code), message: scrubMessage(error.message) };

/** A quotation of one word may be the name of a field or a file; a longer one is somebody's text. */
function keepQuoted(quoted: string): string {
  const inside = quoted.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return isKept(inside) ? quoted : ` ${LEFT_OUT} `;
}

function keepWord(written: string): string {
  const [, before = '', word = '', after = ''] = WORD.exec(written) ?? [];
  return isKept(word.replace(PLURAL, '')) ? `${before}${word}${after}` : LEFT_OUT;
}

function isKept(word: string): boolean {
  const pair = PAIR.exec(word);
  if (pair) return isKept(pair[1] ?? '') && isKept(pair[2] ?? '');
  return MESSAGE_WORDS.has(word.toLowerCase()) || [IDENTIFIER, CODE, NUMBER, SIGN].some((form) => form.test(word));
}
