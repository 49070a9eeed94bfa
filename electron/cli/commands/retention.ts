// sealwatch retention: how long exhibits are kept, what would be dropped now, and dropping it.

import type { ExhibitRetention } from '../../../shared/contract/areas/retention.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { printable, printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import { dropShape, holdShape } from '../shapes/retention-shape.ts';
import { bytesText, countOf, tableLines } from '../table.ts';

type State = Output<'retention.state'>;

export const retentionCommand: Command = {
  name: 'retention',
  usage: '[--set EXHIBIT=DAYS]… [--dry-run | --apply] [--reason TEXT] [--case FILE] [--json]',
  summary: 'shows what would be dropped from a case, sets periods, drops what is due',
  options: {
    set: {
      type: 'list',
      value: 'EXHIBIT=DAYS',
      help: 'keeps its events so many days, by their own time; EXHIBIT=forever ends that',
    },
    'dry-run': { type: 'flag', help: 'only shows what would be dropped (the default)' },
    apply: {
      type: 'flag',
      help: 'drops it; hashes, alerts with their explanation, and who, when and why stay',
    },
    reason: { type: 'text', value: 'TEXT', help: 'why, for the audit trail' },
    ...CASE_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    const [surplus] = args.positionals;
    if (surplus !== undefined) throw wrongUse(`retention takes no ${surplus}`);
    if (args.flag('apply') && args.flag('dry-run')) {
      throw wrongUse('retention takes --dry-run or --apply, not both');
    }
    const periods = args.list('set').map(periodOf);
    return context.withCase('existing', args.text('case'), async (session) => {
      for (const { exhibit, days } of periods) {
        const { exhibits } = await session.call('retention.state', {});
        const { sourceId } = exhibitNamed(exhibits, exhibit);
        await session.call('retention.setDays', { sourceId, days });
      }
      const before = await session.call('retention.state', {});
      const dropped = args.flag('apply')
        ? await session.call('retention.apply', { reason: args.text('reason') ?? '' })
        : null;
      const state = dropped ? await session.call('retention.state', {}) : before;
      if (args.flag('json')) await context.out.line(printableJson(shapeOf(state, dropped)));
      else await print(context, session, state, dropped);
      return EXIT_DONE;
    });
  },
};

function periodOf(text: string): { readonly exhibit: string; readonly days: number | null } {
  const match = /^([^=]+)=(forever|\d{1,5})$/i.exec(text);
  const days = match?.[2]?.toLowerCase() === 'forever' ? null : Number(match?.[2]);
  if (!match?.[1] || (days !== null && (days < 1 || days > 36_500))) {
    throw wrongUse(`--set ${text}: give EXHIBIT=DAYS with 1 to 36500 days, or EXHIBIT=forever`);
  }
  return { exhibit: match[1], days };
}

/** Throws FailureError where the case has no such exhibit. */
export function exhibitNamed(
  exhibits: readonly ExhibitRetention[],
  name: string,
): ExhibitRetention {
  const found = exhibits.find((each) => each.exhibit.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const known = exhibits.map((each) => each.exhibit).join(', ');
  throw wrongUse(`there is no exhibit ${name}${known === '' ? '' : `; there are ${known}`}`);
}

type Dropped = Output<'retention.apply'> | null;

function shapeOf({ exhibits, holds, drops }: State, dropped: Dropped) {
  return {
    exhibits: exhibits.map(({ exhibit, name, days, held, events, due, dropped: gone }) => ({
      exhibit,
      name,
      days,
      held,
      events,
      due,
      dropped: gone,
    })),
    holds: holds.map(holdShape),
    drops: drops.map(dropShape),
    applied: dropped,
  };
}

async function print(
  { out }: CommandContext,
  session: CaseSession,
  { exhibits }: State,
  dropped: Dropped,
): Promise<void> {
  if (dropped) {
    await out.line(
      `${countOf(dropped.events, 'event')} dropped from ${printable(session.caseFile)}, ${bytesText(dropped.freedBytes)} given back.`,
    );
    for (const copy of dropped.copies ?? []) {
      await out.line(printable(`What was dropped is still in ${copy}, made before an upgrade.`));
    }
  }
  const rows = exhibits.map(({ exhibit, name, days, held, events, due, dropped: gone }) => [
    exhibit,
    name,
    days === null ? 'for ever' : countOf(days, 'day'),
    held ? 'held' : '',
    String(events),
    String(gone),
    String(due.events),
  ]);
  const head = ['', 'name', 'kept', 'hold', 'events', 'dropped', 'due'];
  for (const line of tableLines([head, ...rows], { right: [4, 5, 6] })) await out.line(line);
  const dueWhere = (isHeld: boolean): number =>
    exhibits.reduce((sum, { held, due }) => sum + (held === isHeld ? due.events : 0), 0);
  const [due, held] = [dueWhere(false), dueWhere(true)];
  if (due > 0) await out.line(`--apply would drop ${countOf(due, 'event')}; no hold covers them.`);
  if (held > 0)
    await out.line(`${countOf(held, 'event')} would be dropped, but a hold covers them.`);
  if (due + held === 0) await out.line('Nothing is due.');
}
