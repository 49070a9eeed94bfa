// The searches of a case, newest first, so that the officer can look back at each and return.

export interface PastSearch {
  readonly q: string;
  readonly atMs: number;
}

const KEPT = 300;

/** Anything that is not such a list reads as none. */
export function readHistory(text: string): readonly PastSearch[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // The browser's storage can be edited by hand; a broken list is an empty one.
    return [];
  }
  if (!Array.isArray(parsed)) return [];
  return parsed.filter(
    (each: unknown): each is PastSearch =>
      typeof each === 'object' &&
      each !== null &&
      'q' in each &&
      'atMs' in each &&
      typeof each.q === 'string' &&
      typeof each.atMs === 'number',
  );
}

/** A search made again moves to the front. */
export function withSearch(
  history: readonly PastSearch[],
  q: string,
  atMs: number,
): readonly PastSearch[] {
  const query = q.trim();
  if (query === '') return history;
  return [{ q: query, atMs }, ...history.filter((each) => each.q !== query)].slice(0, KEPT);
}
