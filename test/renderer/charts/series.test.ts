import { describe, expect, it } from 'vitest';
import { type ChartMark, bandsOf, flagsOf } from '../../../renderer/charts/marks.model.ts';
import { seriesStyles } from '../../../renderer/charts/palette.model.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import { rangeOf } from '../../../shared/timeline/range.ts';

describe('colours of series', () => {
  it('mean the same for levels wherever they stand, the gravest at the axis', () => {
    expect(
      seriesStyles(['INFO', 'WARNING', 'CRITICAL', 'ERROR']).map((each) => [
        each.name,
        each.colour,
      ]),
    ).toEqual([
      ['CRITICAL', '--critical-solid'],
      ['ERROR', '--high-solid'],
      ['WARNING', '--medium-solid'],
      ['INFO', '--series-1'],
    ]);
  });
  it('are given in order of frequency to values without a meaning', () => {
    const colours = seriesStyles(['api_call', 'trade_placed', '(other)', '']).map(
      (each) => each.colour,
    );
    expect(colours).toEqual(['--series-1', '--series-2', '--series-5', '--informational-solid']);
  });
  it('are not alarming for a service that happens to be called alert', () => {
    const styles = seriesStyles(['engine', 'alert', 'auth', 'api']);
    expect(styles.find((each) => each.name === 'alert')?.colour).toBe('--series-2');
  });
  it('name an absent value', () => {
    expect(seriesStyles(['']).at(0)?.label).toBe('Events');
    expect(seriesStyles(['x', '']).at(1)?.label).toBe('no value');
  });
});

function mark(id: string, severity: Severity, startUs: number, endUs: number): ChartMark {
  return { id, title: id, severity, startUs: timeUs(startUs), endUs: timeUs(endUs) };
}

describe('alerts on the axis', () => {
  const view = rangeOf(0, 1_000);
  it('share a flag where they would cover each other, in the colour of the gravest', () => {
    const flags = flagsOf(
      [mark('a', 'medium', 100, 150), mark('b', 'critical', 105, 110), mark('c', 'low', 700, 720)],
      view,
      1_000,
      16,
    );
    expect(
      flags.map((flag) => [flag.marks.map((each) => each.id).join(''), flag.severity]),
    ).toEqual([
      ['ab', 'critical'],
      ['c', 'low'],
    ]);
  });
  it('stay at the edge while their stretch reaches into the view, and go when it does not', () => {
    const flags = flagsOf(
      [mark('long', 'high', -500, 20), mark('gone', 'high', -500, -1)],
      view,
      1_000,
      16,
    );
    expect(flags).toHaveLength(1);
    expect(flags[0]?.px).toBe(0);
  });
  it('are at least two pixels wide as bands, the gravest drawn last', () => {
    const bands = bandsOf([mark('b', 'critical', 100, 100), mark('a', 'low', 0, 500)], view, 100);
    expect(bands.map((band) => band.severity)).toEqual(['low', 'critical']);
    expect((bands[1]?.toPx ?? 0) - (bands[1]?.fromPx ?? 0)).toBe(2);
  });
});
