// sealwatch timeline: how many events fall into each stretch of time.

import { timeUs } from '../../../shared/base/time.ts';
import type { Histogram } from '../../../shared/contract/areas/events.ts';
import { numberOption } from '../arguments.ts';
import { CASE_OPTION, JSON_OPTION, RANGE_OPTIONS, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { droppedLines } from '../human.ts';
import { printableJson } from '../printable.ts';
import { droppedShape } from '../shapes/retention-shape.ts';
import { countOf, countText, tableLines } from '../table.ts';
import { rangeOption, utcText } from '../times.ts';

export const timelineCommand: Command = {
  name: 'timeline',
  usage: '[QUERY] --buckets N [--by FIELD] [--case FILE] [--from T] [--to T] [--json]',
  summary: 'counts events over time',
  options: {
    ...CASE_OPTION,
    ...RANGE_OPTIONS,
    buckets: { type: 'text', value: 'N', help: 'how many stretches (default 60)' },
    by: { type: 'text', value: 'FIELD', help: 'a count for each value of a field' },
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length > 1) {
      throw wrongUse('timeline takes one query; put it in quotes where it has several words');
    }
    const range = rangeOption(args.text('from'), args.text('to'));
    const buckets = numberOption('buckets', args.text('buckets'), 1, 2_000) ?? 60;
    const by = args.text('by') ?? null;
    return context.withCase('existing', args.text('case'), async (session) => {
      const histogram = await session.call('timeline.histogram', {
        query: args.positionals[0] ?? '',
        ...range,
        buckets,
        by,
      });
      if (args.flag('json')) {
        await context.out.line(printableJson(timelineShape(histogram, by !== null)));
      } else {
        for (const line of timelineLines(histogram, by !== null)) await context.out.line(line);
      }
      return EXIT_DONE;
    });
  },
};

export function timelineShape(histogram: Histogram, split: boolean) {
  return {
    from: utcText(histogram.fromUs),
    to: utcText(histogram.toUs),
    buckets: starts(histogram).map((start, index) =>
      split
        ? { start, counts: countsAt(histogram, index) }
        : { start, count: totalAt(histogram, index) },
    ),
    total: histogram.total,
    undated: histogram.undated,
    ...(histogram.dropped && { dropped: histogram.dropped.map(droppedShape) }),
  };
}

const BAR_WIDTH = 50;

export function timelineLines(histogram: Histogram, split: boolean): readonly string[] {
  const totals = starts(histogram).map((_, index) => totalAt(histogram, index));
  const most = Math.max(1, ...totals);
  const rows = starts(histogram).map((start, index) => {
    const total = totals[index] ?? 0;
    const bar = '#'.repeat(total === 0 ? 0 : Math.max(1, Math.round((BAR_WIDTH * total) / most)));
    const parts = Object.entries(split ? countsAt(histogram, index) : {})
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name === '' ? '(none)' : name} ${count}`);
    return [start, countText(total), bar, parts.join(', ')];
  });
  const undated =
    histogram.undated === 0 ? '' : `, ${countText(histogram.undated)} of them undated`;
  return [
    ...tableLines(rows, { right: [1] }),
    `${countOf(histogram.total, 'event')}${undated}`,
    ...droppedLines(histogram.dropped),
  ];
}

function starts(histogram: Histogram): readonly string[] {
  const length = Math.max(0, ...histogram.series.map((each) => each.counts.length));
  return Array.from({ length }, (_, index) =>
    utcText(timeUs(histogram.fromUs + index * histogram.bucketUs)),
  );
}

function totalAt(histogram: Histogram, index: number): number {
  return histogram.series.reduce((sum, each) => sum + (each.counts[index] ?? 0), 0);
}

function countsAt(histogram: Histogram, index: number): Readonly<Record<string, number>> {
  return Object.fromEntries(histogram.series.map((each) => [each.name, each.counts[index] ?? 0]));
}
