// Event rows for React: one window of rows per query and range, made anew when the case changes.

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useNotices } from '../../client/use-notices.ts';
import { type EventRows, type EventRowsState, createEventRows } from './event-rows.ts';

export interface EventRowsInUse {
  readonly rows: EventRows;
  readonly state: EventRowsState;
  readonly reload: () => void;
}

const REST_MS = 400;

/** `range` null: there is nothing to list. */
export function useEventRows(
  query: string,
  range: TimeRange | null,
  undated: boolean,
): EventRowsInUse | null {
  const client = useClient();
  const [version, setVersion] = useState(0);
  const fromUs = range?.fromUs;
  const toUs = range?.toUs;
  const rows = useMemo(
    () =>
      fromUs === undefined || toUs === undefined
        ? null
        : createEventRows(client, query, { fromUs, toUs }, undated, version),
    [client, query, fromUs, toUs, undated, version],
  );
  useEffect(() => () => rows?.close(), [rows]);

  const [pending, setPending] = useState(false);
  useNotices((notice) => {
    if (notice.topic === 'changed' && notice.what.includes('sources')) setPending(true);
  });
  useEffect(() => {
    if (!pending) return undefined;
    // An import announces itself many times a second; the table follows at its own pace.
    const timer = setTimeout(() => {
      setPending(false);
      setVersion((before) => before + 1);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [pending]);

  const state = useSyncExternalStore(
    (listener) => rows?.subscribe(listener) ?? (() => undefined),
    () => rows?.state() ?? null,
  );
  if (rows === null || state === null) return null;
  return { rows, state, reload: () => setVersion((before) => before + 1) };
}
