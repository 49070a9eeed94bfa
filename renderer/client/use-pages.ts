// A long list read page by page: the first at once, the next when somebody asks for more. And all
// pages one after another, for an export that must not depend on what is shown.

import { useCallback, useEffect, useRef, useState } from 'react';
import { ok, type Failure, type Result } from '../../shared/base/result.ts';

export interface Page<Row, Cursor> {
  readonly rows: readonly Row[];
  /** How many rows there are on all pages. */
  readonly total: number;
  /** Where the next page begins; null after the last one. */
  readonly next: Cursor | null;
}

/** @param cursor null for the first page */
export type LoadPage<P extends Page<unknown, unknown>> = (
  cursor: NonNullable<P['next']> | null,
) => Promise<Result<P>>;

export interface Pages<P extends Page<unknown, unknown>> {
  readonly rows: P['rows'];
  /** The page that was answered last; null before the first. */
  readonly newest: P | null;
  readonly loading: boolean;
  readonly error: Failure | null;
  readonly more: () => void;
  readonly reload: () => void;
}

interface Read<P> {
  readonly rows: readonly unknown[];
  readonly newest: P | null;
  readonly loading: boolean;
  readonly error: Failure | null;
}

/** @param key names the list: another key begins anew */
export function usePages<P extends Page<unknown, unknown>>(
  key: string,
  load: LoadPage<P>,
): Pages<P> {
  const [read, setRead] = useState<Read<P>>({ rows: [], newest: null, loading: true, error: null });
  const [version, setVersion] = useState(0);
  const newestLoad = useRef(load);
  useEffect(() => {
    newestLoad.current = load;
  });
  /** Answers to a list that is no longer shown are not taken. */
  const round = useRef(0);

  const ask = useCallback(async (cursor: NonNullable<P['next']> | null) => {
    const own = round.current;
    setRead((before) => ({ ...before, loading: true, error: null }));
    const answer = await newestLoad.current(cursor);
    if (own !== round.current) return;
    setRead((before) =>
      answer.ok
        ? {
            rows: cursor === null ? answer.value.rows : [...before.rows, ...answer.value.rows],
            newest: answer.value,
            loading: false,
            error: null,
          }
        : { ...before, loading: false, error: answer.error },
    );
  }, []);

  useEffect(() => {
    round.current += 1;
    setRead({ rows: [], newest: null, loading: true, error: null });
    void ask(null);
    return () => {
      round.current += 1;
    };
  }, [key, version, ask]);

  const next = read.newest?.next ?? null;
  return {
    ...read,
    rows: read.rows as P['rows'],
    more: () => {
      if (next !== null && !read.loading) void ask(next);
    },
    reload: () => setVersion((before) => before + 1),
  };
}

/** The rows of every page, in their order; fails where a page does. */
export async function readAllPages<P extends Page<unknown, unknown>>(
  load: LoadPage<P>,
): Promise<Result<P['rows']>> {
  const rows: unknown[] = [];
  let cursor: NonNullable<P['next']> | null = null;
  for (;;) {
    const page: Result<P> = await load(cursor);
    if (!page.ok) return page;
    rows.push(...page.value.rows);
    if (page.value.next === null) return ok(rows);
    cursor = page.value.next as NonNullable<P['next']>;
  }
}
