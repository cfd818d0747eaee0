import { type Markup, markup, type Piece } from '../markup.ts';

/** A drawing, and what those are told who cannot see it. */
export interface Drawing {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in a sentence or two, with the numbers that matter. */
  readonly description: string;
  /** In the units of the drawing; it is as wide as there is room, and no wider than this in pixels. */
  readonly width: number;
  readonly height: number;
  readonly shapes: Piece;
}

/** A drawing as inline SVG that scales with its place in the page. */
export const drawing = ({ id, title, description, width, height, shapes }: Drawing): Markup =>
  markup`<svg viewBox="0 0 ${width} ${height}" style="max-width:${width}px" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${shapes}</svg>`;

/** A drawing, or what else there is, with a caption below. */
export const figure = (content: Markup, caption: Piece): Markup =>
  markup`<figure>${content}<figcaption>${caption}</figcaption></figure>`;
