// What lies over and under the canvas of the event rate: the brush, the figures beside the pointer,
// the legend.

import { fullCount } from './figures.model.ts';
import type { SeriesStyle } from './palette.model.ts';
import { visibleText } from '../ui/visible-text.model.ts';

export function BrushMark(props: {
  readonly from: number;
  readonly to: number;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  readonly text: string;
}) {
  const { box } = props;
  const from = Math.max(0, props.from);
  const to = Math.min(box.width, props.to);
  if (to <= from) return null;
  return (
    <div
      className="chart-brush"
      style={{ left: box.x + from, width: Math.max(2, to - from), top: box.y, height: box.height }}
    >
      {to - from > 56 && <span>{props.text}</span>}
    </div>
  );
}

export function TipParts(props: {
  readonly parts: readonly { readonly name: string; readonly count: number }[];
  readonly styles: readonly SeriesStyle[];
  readonly total: number;
}) {
  const single = props.styles.length === 1;
  return (
    <dl>
      {!single &&
        props.parts.map((part) => {
          const style = props.styles.find((each) => each.name === part.name);
          return (
            <div key={part.name}>
              <dt>
                <i style={{ background: `var(${style?.colour ?? '--series-5'})` }} />
                <span className="log-text">{visibleText(style?.label ?? part.name)}</span>
              </dt>
              <dd>{fullCount(part.count)}</dd>
            </div>
          );
        })}
      <div className="chart-tip-total">
        <dt>{props.total === 1 ? 'event' : 'events'}</dt>
        <dd>{fullCount(props.total)}</dd>
      </div>
    </dl>
  );
}

export function Legend(props: {
  readonly styles: readonly SeriesStyle[];
  readonly onSeries: ((name: string) => void) | undefined;
}) {
  return (
    <ul className="chart-legend" aria-label="Series">
      {props.styles.map((style) => (
        <li key={style.name}>
          <button
            type="button"
            disabled={!props.onSeries}
            onClick={() => props.onSeries?.(style.name)}
            title={visibleText(props.onSeries ? `Filter by ${style.label}` : style.label)}
          >
            <i style={{ background: `var(${style.colour})` }} />
            <span className="log-text">{visibleText(style.label)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
