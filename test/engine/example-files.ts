import { writeExample } from '../../core/contract/example-row.ts';
import type { DatasetFormat } from '../../core/contract/names.ts';

const WORDS = {
  hockey: ['puck', 'goalie', 'ice', 'rink', 'skates', 'playoffs', 'penalty'],
  baseball: ['pitcher', 'inning', 'bat', 'homer', 'shortstop', 'bullpen', 'mound'],
};
const FILLERS = ['the game last night', 'what a season', 'I think they', 'nobody saw', 'tickets for'];

export type Sport = keyof typeof WORDS;

/** A text about a sport, another one for every number. */
export function sportText(sport: Sport, number: number): string {
  const words = WORDS[sport];
  const filler = FILLERS[number % FILLERS.length];
  return `${filler}: ${words[number % words.length]} and ${words[(number * 3 + 1) % words.length]}, take ${number}`;
}

/** A training file as JSONL: as many rows as asked for, the two sports in turn. */
export function sportFile(format: DatasetFormat, rows: number, from = 0): string {
  return Array.from({ length: rows }, (_, index) => {
    const sport = index % 2 === 0 ? 'hockey' : 'baseball';
    return `${JSON.stringify(writeExample(format, sportText(sport, from + index), sport))}\n`;
  }).join('');
}
