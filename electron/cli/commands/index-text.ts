// sealwatch index: makes words quick to find in what was imported since.

import { CASE_OPTION, JSON_OPTION, type Command, type CommandContext } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { FailureError } from '../../../shared/base/result.ts';
import { wrongUse } from '../failures.ts';
import { printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import { countOf } from '../table.ts';

export const indexCommand: Command = {
  name: 'index',
  usage: '[--case FILE] [--json]',
  summary: 'makes words quick to find in a case; searches are right without it',
  options: { ...CASE_OPTION, ...JSON_OPTION },
  async run(context, args) {
    const [surplus] = args.positionals;
    if (surplus !== undefined) throw wrongUse(`index takes no ${surplus}`);
    return context.withCase('existing', args.text('case'), async (session) => {
      const { events } = await session.call('events.index', {});
      await context.out.line(
        args.flag('json') ? printableJson({ events }) : `${countOf(events, 'event')} indexed.`,
      );
      return EXIT_DONE;
    });
  },
};

export const NO_INDEX_OPTION = {
  'no-index': {
    type: 'flag',
    help: 'leave out the index that makes words quick to find (see "index")',
  },
} as const;

/** A search reads fewer events than this in a fraction of a second. */
const WORTH_AN_INDEX = 50_000;

/**
 * Behind an import whose result is told already: what is in the case is safe whatever becomes of the
 * index, so a failure here is said and is no failure of the import.
 */
export async function indexBehind(
  context: CommandContext,
  session: CaseSession,
  newEvents: number,
): Promise<void> {
  if (newEvents < WORTH_AN_INDEX) return;
  await context.out.flush();
  context.note('Indexing words, so that they are quick to find; Ctrl-C leaves that for later.');
  try {
    await session.call('events.index', {});
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    if (error.failure.code !== 'job.cancelled') {
      context.complain(`the index of words was not made: ${error.failure.message}`);
    }
  }
}
