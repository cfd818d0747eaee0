import { type Markup, markup, type Piece } from '../markup.ts';

/** A part of the report with its heading. */
export const section = (id: string, title: string, content: Piece): Markup =>
  markup`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;

/** A table that scrolls by itself where it is wider than the page. */
export const scrolling = (label: string, table: Piece): Markup =>
  markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;

/** Names with their values, e.g. where something comes from. */
export const facts = (rows: readonly (readonly [name: string, value: Piece])[]): Markup =>
  markup`<dl>${rows.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Sentences as a list, or nothing without any. */
export const list = (items: readonly Piece[]): Piece =>
  items.length > 0 && markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
