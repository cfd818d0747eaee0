import { z } from 'zod';
import { ApiError } from '../api-error.ts';

const pageQuery = z.object({
  /** The id of the last item of the page before. */
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

export interface Page<T> {
  readonly object: 'list';
  readonly data: readonly T[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/**
 * The page of a list that a request's `after` and `limit` ask for.
 * @throws ApiError 400 when `limit` is out of bounds or `after` names nothing in the list
 */
export function pageOf<T extends { id: string }>(items: readonly T[], url: URL, defaultLimit: number): Page<T> {
  const query = pageQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success)
    throw new ApiError(400, 'Invalid limit: expected a whole number from 1 to 100', { param: 'limit' });
  const { after, limit = defaultLimit } = query.data;
  const before = after === undefined ? -1 : items.findIndex((item) => item.id === after);
  if (after !== undefined && before < 0) {
    throw new ApiError(400, 'Invalid after: expected the id of an item of this list', { param: 'after' });
  }
  const data = items.slice(before + 1, before + 1 + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: before + 1 + limit < items.length,
  };
}
