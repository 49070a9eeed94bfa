// sealwatch search: the events of a case that a query matches, oldest first.

import { numberOption } from '../arguments.ts';
import { eventsById, sourcesById } from '../case-reading.ts';
import { CASE_OPTION, JSON_OPTION, RANGE_OPTIONS, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { droppedLines } from '../human.ts';
import { printableJson } from '../printable.ts';
import { eventShape } from '../shapes/event-shape.ts';
import { countOf, tableLines } from '../table.ts';
import { eventTimeText, rangeOption } from '../times.ts';

const ROWS_PER_PAGE = 1_000;

export const searchCommand: Command = {
  name: 'search',
  usage: 'QUERY [--case FILE] [--from T] [--to T] [--limit N] [--desc] [--json]',
  summary: 'lists the events that a query matches, oldest first',
  options: {
    ...CASE_OPTION,
    ...RANGE_OPTIONS,
    limit: { type: 'text', value: 'N', help: 'at most so many events (default: all)' },
    desc: { type: 'flag', help: 'newest first' },
    ...JSON_OPTION,
  },
  async run(context, args) {
    const [query, ...more] = args.positionals;
    if (query === undefined) throw wrongUse('search: give a query; "" finds every event');
    if (more.length > 0) {
      throw wrongUse('search takes one query; put it in quotes where it has several words');
    }
    const range = rangeOption(args.text('from'), args.text('to'));
    const limit = numberOption('limit', args.text('limit'), 1, Number.MAX_SAFE_INTEGER);
    return context.withCase('existing', args.text('case'), async (session) => {
      const sources = await sourcesById(session);
      let cursor: string | null = null;
      let printed = 0;
      let dropped: readonly string[] = [];
      do {
        const left = limit === undefined ? ROWS_PER_PAGE : limit - printed;
        const page: Awaited<ReturnType<typeof session.call<'events.page'>>> = await session.call(
          'events.page',
          {
            query,
            ...range,
            cursor,
            limit: Math.min(ROWS_PER_PAGE, left),
            descending: args.flag('desc'),
          },
        );
        if (args.flag('json')) {
          const details = await eventsById(
            session,
            page.rows.map((row) => row.id),
          );
          for (const row of page.rows) {
            const event = details.get(row.id);
            if (event !== undefined)
              await context.out.line(printableJson(eventShape(event, sources)));
          }
        } else {
          const lines = tableLines(
            page.rows.map((row) => [
              eventTimeText(row) ?? 'undated',
              row.exhibit,
              String(row.id),
              row.level,
              row.service,
              row.action,
              row.outcome,
              row.user,
              row.ip,
              row.summary,
            ]),
            { right: [2] },
          );
          for (const line of lines) await context.out.line(line);
        }
        printed += page.rows.length;
        dropped = droppedLines(page.dropped);
        cursor = page.next;
        if (context.signal.aborted) break;
      } while (cursor !== null && (limit === undefined || printed < limit));
      if (!args.flag('json')) {
        for (const line of dropped) await context.out.line(line);
        context.note(
          cursor === null
            ? countOf(printed, 'event')
            : `${countOf(printed, 'event')} shown, there are more (raise --limit)`,
        );
      }
      return EXIT_DONE;
    });
  },
};
