import { z } from 'zod';
import { ApiError } from '../api-error.ts';

export interface Page<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** How many items a page has when the request does not say, and the most that it may ask for. */
export interface PageSize {
  readonly usual: number;
  readonly most: number;
}

/**
 * The page of a list that a request's `after` (the id of the last item of the page before) and `limit` ask for.
 * @throws ApiError 400 when `limit` is out of bounds or `after` names nothing in the list
 */
export function pageOf<T extends { id: string }>(items: readonly T[], url: URL, { usual, most }: PageSize): Page<T> {
  const asked = url.searchParams.get('limit');
  const limit = z.coerce
    .number()
    .int()
    .min(1)
    .max(most)
    .safeParse(asked ?? usual);
  if (!limit.success || asked === '') {
    throw new ApiError(400, `Invalid limit: expected a whole number from 1 to ${most}`, { param: 'limit' });
  }
  const after = url.searchParams.get('after');
  const from = after === null ? 0 : items.findIndex((item) => item.id === after) + 1;
  if (after !== null && from === 0) {
    throw new ApiError(400, 'Invalid after: expected the id of an item of this list', { param: 'after' });
  }
  const data = items.slice(from, from + limit.data);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: from + data.length < items.length,
  };
}
