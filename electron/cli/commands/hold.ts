// sealwatch hold: legal holds of a case, which win over every period.

import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { numberOption } from '../arguments.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printableJson } from '../printable.ts';
import { holdShape } from '../shapes/retention-shape.ts';
import { countOf, tableLines } from '../table.ts';
import { exhibitNamed } from './retention.ts';

export const holdCommand: Command = {
  name: 'hold',
  usage: '[--place EXHIBIT|case | --release N] [--reason TEXT] [--case FILE] [--json]',
  summary: 'lists, places and releases legal holds, under which nothing is dropped',
  options: {
    place: { type: 'text', value: 'EXHIBIT', help: 'holds this exhibit, or the whole "case"' },
    release: { type: 'text', value: 'N', help: 'ends the hold of this number' },
    reason: { type: 'text', value: 'TEXT', help: 'why; both need it' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const [surplus] = args.positionals;
    if (surplus !== undefined) throw wrongUse(`hold takes no ${surplus}`);
    const place = args.text('place');
    const release = numberOption('release', args.text('release'), 1, Number.MAX_SAFE_INTEGER);
    const reason = args.text('reason') ?? '';
    if (place !== undefined && release !== undefined) {
      throw wrongUse('hold takes --place or --release, not both');
    }
    if ((place !== undefined || release !== undefined) && reason.trim() === '') {
      throw wrongUse('hold needs --reason TEXT: a hold without one helps nobody later');
    }
    return context.withCase('existing', args.text('case'), async (session) => {
      if (place !== undefined) {
        const { exhibits } = await session.call('retention.state', {});
        const sourceId =
          place.toLowerCase() === 'case' ? null : exhibitNamed(exhibits, place).sourceId;
        await session.call('retention.hold', { sourceId, reason });
      }
      if (release !== undefined) await session.call('retention.release', { hold: release, reason });
      const { holds } = await session.call('retention.state', {});
      if (args.flag('json')) {
        await context.out.line(printableJson({ holds: holds.map(holdShape) }));
        return EXIT_DONE;
      }
      const inForce = holds.filter((hold) => hold.released === null).length;
      await context.out.line(`${countOf(inForce, 'hold')} in force`);
      const rows = holds
        .map(holdShape)
        .map((hold) => [
          String(hold.id),
          hold.exhibit ?? 'case',
          hold.placed.slice(0, 10),
          hold.reason,
          hold.released === null ? '' : `released ${hold.released.at.slice(0, 10)}`,
        ]);
      for (const line of tableLines(rows, { right: [0], indent: 2 })) await context.out.line(line);
      return EXIT_DONE;
    });
  },
};
