// A point in time in the officer's zone, with UTC in the tooltip; and a clock that ticks.

import { useEffect, useState } from 'react';
import type { Precision, TimeUs } from '../../shared/base/time.ts';
import { formatClock, formatDate, formatDistance, formatTime, utcText } from './format.model.ts';
import { useZone } from './zone.ts';

interface TimeProps {
  readonly us: TimeUs | null;
  readonly precision?: Precision;
  readonly nanos?: number;
  readonly show?: 'time' | 'date' | 'clock';
}

export function Time(props: TimeProps) {
  const zone = useZone();
  const { us, precision = 's', nanos = 0, show = 'time' } = props;
  if (us === null) return <span className="faint">undated</span>;
  const utc = utcText(us, precision, nanos);
  let text = formatTime(us, zone, precision, nanos);
  if (show === 'date') text = formatDate(us, zone);
  if (show === 'clock') text = formatClock(us, zone);
  return (
    <time className="num" dateTime={utc} title={`${utc} (${zone} shown)`}>
      {text}
    </time>
  );
}

/** The present moment, renewed at the given pace. */
export function useNow(everyMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}

/** How long until or since a point in time, in words. */
export function Distance(props: { readonly us: TimeUs }) {
  const nowMs = useNow(20_000);
  const zone = useZone();
  return <span title={formatTime(props.us, zone)}>{formatDistance(props.us, nowMs)}</span>;
}
