// The risk of a period on a half ring with its four bands. The band is given, not worked out here:
// with a critical alert open, nothing may be shown as green, whatever the mean says.

import type { RiskBand } from '../../shared/domain/risk.ts';
import { GAUGE_BANDS, arcPath, pointAt } from './gauge.model.ts';
import './charts.css';

export interface RiskGaugeProps {
  /** 0 to 1. */
  readonly risk: number;
  readonly band: RiskBand;
  /** The largest single finding, marked on the ring. */
  readonly maxSingle?: number;
  readonly size?: number;
}

const RADIUS = 44;
const RING = 9;

export function RiskGauge({ risk, band, maxSingle, size = 132 }: RiskGaugeProps) {
  const tip = pointAt(risk, RADIUS - RING);
  const worst =
    maxSingle === undefined ? undefined : [RADIUS - RING / 2 - 2, RADIUS + RING / 2 + 2];
  return (
    <svg
      className="chart-gauge"
      width={size}
      height={size * 0.6}
      viewBox="-54 -54 108 65"
      role="img"
      aria-label={`Risk ${risk.toFixed(2)}, ${band}${maxSingle === undefined ? '' : `, largest single finding ${maxSingle.toFixed(2)}`}`}
    >
      {GAUGE_BANDS.map((each) => (
        <path
          key={each.band}
          d={arcPath(
            each.from + (each.from > 0 ? 0.006 : 0),
            each.to - (each.to < 1 ? 0.006 : 0),
            RADIUS,
          )}
          fill="none"
          stroke={`var(--band-${each.band}${each.band === band ? '-solid' : '-soft'})`}
          strokeWidth={RING}
        />
      ))}
      {worst && maxSingle !== undefined && (
        <line
          x1={pointAt(maxSingle, worst[0] ?? 0).x}
          y1={pointAt(maxSingle, worst[0] ?? 0).y}
          x2={pointAt(maxSingle, worst[1] ?? 0).x}
          y2={pointAt(maxSingle, worst[1] ?? 0).y}
          stroke="var(--text)"
          strokeWidth={1.5}
        />
      )}
      <line
        x1={0}
        y1={0}
        x2={tip.x}
        y2={tip.y}
        stroke="var(--text)"
        strokeWidth={2}
        strokeLinecap="round"
      />
      <circle r={3.5} fill="var(--text)" />
    </svg>
  );
}
