import { describe, expect, test } from '@jest/globals';
import { STYLE } from '../../../core/report/style.ts';

/** The colours that the style sheet names, in the order in which it does: for light, for dark, and for paper. */
const THEMES = [...STYLE.text.matchAll(/:root\{([^}]*)\}/g)].map(([, body = '']) =>
  Object.fromEntries([...body.matchAll(/--(\w+):(#[0-9a-f]{3,6})/g)].map(([, name, colour]) => [name, colour])),
);

const channelsOf = (colour = '#000'): number[] => {
  const digits = colour.slice(1);
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255);
};

/** Relative luminance and contrast as WCAG 2.2 defines them. */
const luminanceOf = (channels: readonly number[]): number => {
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (one: readonly number[], other: readonly number[]): number => {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

/** Text on what it stands on; a heat map's cell is at its strongest. */
const TEXTS: readonly (readonly [text: string, ground: string, opacity: number])[] = [
  ...['ink', 'quiet', 'good', 'open', 'bad'].map((text) => [text, 'paper', 1] as const),
  ['ink', 'sheet', 1],
  ['quiet', 'sheet', 1],
  ['ink', 'bar', 1],
  ['quiet', 'bar', 1],
  ['ink', 'right', 0.85],
  ['ink', 'wrong', 0.85],
];
/** What is drawn, on the page. */
const SHAPES = ['main', 'other', 'second'];

test('the style sheet has colours for light, for dark and for paper', () => {
  expect(THEMES.map((theme) => Object.keys(theme).length)).toEqual([14, 14, 14]);
});

describe.each(THEMES.map((theme, index) => [['light', 'dark', 'paper'][index] ?? '', theme] as const))(
  'in %s',
  (_name, theme) => {
    test.each(TEXTS)('%s can be read on %s', (text, ground, opacity) => {
      const [under, paper] = [channelsOf(theme[ground]), channelsOf(theme['paper'])];
      const seen = under.map((channel, index) => channel * opacity + (paper[index] ?? 0) * (1 - opacity));
      expect(contrast(channelsOf(theme[text]), seen)).toBeGreaterThanOrEqual(4.5);
    });

    test.each(SHAPES)('%s can be seen on the page', (shape) => {
      expect(contrast(channelsOf(theme[shape]), channelsOf(theme['paper']))).toBeGreaterThanOrEqual(3);
    });
  },
);
