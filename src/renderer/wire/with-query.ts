// An address with its questions; what is not asked is left out.
import type { Query } from '../stores/desk-api.ts';

/** `path` with those words of `query` that say something. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? path
    : `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}
