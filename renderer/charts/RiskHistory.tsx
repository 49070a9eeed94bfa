// Risk by day: the mean as bars in the colour of its band, the largest single finding as a mark
// above, so that a quiet mean cannot hide a grave finding.

import { useLayoutEffect, useRef, useState } from 'react';
import type { TimeUs } from '../../shared/base/time.ts';
import { formatInZone } from '../../shared/timeline/instant.ts';
import { GAUGE_BANDS } from './gauge.model.ts';
import './charts.css';

export interface RiskDay {
  readonly dayUs: TimeUs;
  readonly cumulative: number;
  readonly maxSingle: number;
  readonly risk: number;
  readonly findings: number;
}

export interface RiskHistoryProps {
  readonly days: readonly RiskDay[];
  readonly zone: string;
  readonly height?: number;
  readonly onPick?: (day: RiskDay) => void;
}

const LEFT = 26;
const BOTTOM = 18;
/** Room that a date takes, such as 06-02. */
const LABEL_PX = 32;
const TOP = 6;

export function RiskHistory({ days, zone, height = 110, onPick }: RiskHistoryProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const plotHeight = height - TOP - BOTTOM;
  const step = Math.max(0, width - LEFT) / Math.max(1, days.length);
  const bar = Math.max(2, Math.min(26, step * 0.6));
  const y = (value: number) => TOP + plotHeight * (1 - value);
  const labelEvery = Math.max(1, Math.ceil((LABEL_PX + 14) / Math.max(1, step)));
  return (
    <div ref={frame} className="chart-history" style={{ height }}>
      <svg width={width} height={height} aria-hidden="true">
        {[0, 0.3, 0.6, 0.8, 1].map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={width} y1={y(value)} y2={y(value)} stroke="var(--chart-grid)" />
            <text x={LEFT - 6} y={y(value) + 4} textAnchor="end">
              {value}
            </text>
          </g>
        ))}
        {days.map((day, index) => {
          const centre = LEFT + step * (index + 0.5);
          return (
            <g key={day.dayUs}>
              <rect
                x={centre - bar / 2}
                width={bar}
                y={y(day.risk)}
                height={Math.max(day.findings > 0 ? 2 : 0, plotHeight * day.risk)}
                fill={`var(--band-${bandOf(day.maxSingle >= 0.8 ? Math.max(day.risk, 0.8) : day.risk)}-solid)`}
                rx={1}
              />
              {day.findings > 0 && (
                <line
                  x1={centre - bar / 2 - 2}
                  x2={centre + bar / 2 + 2}
                  y1={y(day.maxSingle)}
                  y2={y(day.maxSingle)}
                  stroke="var(--text)"
                  strokeWidth={1.5}
                />
              )}
              {index % labelEvery === 0 && centre + LABEL_PX / 2 <= width && (
                <text x={centre} y={height - 4} textAnchor="middle">
                  {formatInZone(day.dayUs, zone, 'min').slice(5, 10)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      {days.map((day, index) => (
        <button
          key={day.dayUs}
          type="button"
          style={{ left: LEFT + step * index, width: step, bottom: BOTTOM }}
          disabled={!onPick}
          title={dayTitle(day, zone)}
          onClick={() => onPick?.(day)}
        >
          <span className="visually-hidden">{dayTitle(day, zone)}</span>
        </button>
      ))}
    </div>
  );
}

function bandOf(risk: number): string {
  return GAUGE_BANDS.find((each) => risk < each.to)?.band ?? 'critical';
}

function dayTitle(day: RiskDay, zone: string): string {
  const date = formatInZone(day.dayUs, zone, 'min').slice(0, 10);
  const findings = `${day.findings} ${day.findings === 1 ? 'finding' : 'findings'}`;
  return `${date}: ${findings}, risk ${day.risk.toFixed(2)}, largest single ${day.maxSingle.toFixed(2)}, cumulative ${day.cumulative.toFixed(2)}`;
}
