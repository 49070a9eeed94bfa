// The view as state, kept in step with the address bar in both directions. Small moves (a row, a
// zoom) replace the address after a moment; browsers refuse hundreds of changes in a row.

import { useCallback, useEffect, useRef, useState } from 'react';
import { hashOf } from '../../ui/route.model.ts';
import { navigate, useRoute } from '../../ui/route.ts';
import { type TimelineView, paramsOf, readTimelineView } from './timeline-view.model.ts';

const REST_MS = 250;

export type UpdateView = (
  change: Partial<TimelineView>,
  /** True: a step that the back button should undo. */
  visit?: boolean,
) => void;

function addressOf(view: TimelineView) {
  return { screen: 'timeline', params: paramsOf(view) };
}

/** The third part grows whenever the address asks for a view: a link, the back button, the start. */
export function useTimelineView(): readonly [TimelineView, UpdateView, number] {
  const route = useRoute();
  const [view, setView] = useState(() => readTimelineView(route.params));
  const [arrivals, setArrivals] = useState(1);
  const newest = useRef(view);
  const written = useRef(hashOf(addressOf(view)));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    if (route.screen !== 'timeline') return;
    const asked = readTimelineView(route.params);
    const hash = hashOf(addressOf(asked));
    if (hash === written.current) return;
    // Somebody else changed the address: a link, the back button.
    clearTimeout(timer.current);
    written.current = hash;
    newest.current = asked;
    setView(asked);
    setArrivals((before) => before + 1);
  }, [route]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const update = useCallback<UpdateView>((change, visit = false) => {
    const next = { ...newest.current, ...change };
    newest.current = next;
    setView(next);
    clearTimeout(timer.current);
    const write = () => {
      written.current = hashOf(addressOf(newest.current));
      navigate(addressOf(newest.current), { replace: !visit });
    };
    if (visit) write();
    else timer.current = setTimeout(write, REST_MS);
  }, []);

  return [view, update, arrivals];
}
