// sealwatch import: opens evidence into a case.

import type { Input } from '../../../shared/contract/procedures.ts';
import { CHAIN_LAYOUT_OPTION, chainLayoutOption } from '../chain-layout.ts';
import {
  CASE_OPTION,
  JSON_OPTION,
  ZONE_OPTION,
  type Command,
  type CommandContext,
} from '../command.ts';
import {
  eachInput,
  givenInputs,
  isUnreadable,
  noneReadable,
  type GivenInput,
  type InputOutcome,
  type UnreadableShape,
} from '../each-input.ts';
import { EXIT_DONE, EXIT_UNREADABLE } from '../exit-codes.ts';
import { wrongUse } from '../failures.ts';
import { rejectionLines, sourceLines } from '../human.ts';
import { printable, printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import { sourceShape, type ImportedSource, type SourceShape } from '../shapes/evidence-shape.ts';
import { zoneOption } from '../times.ts';
import { indexBehind, NO_INDEX_OPTION } from './index-text.ts';

export const importCommand: Command = {
  name: 'import',
  usage:
    'PATH… [--case FILE] [--format F] [--time-field F] [--zone ZONE] [--chain-layout FILE] [--no-index] [--json]',
  summary: 'opens files or folders as evidence of a case',
  options: {
    ...CASE_OPTION,
    format: { type: 'text', value: 'F', help: 'read as this format instead of recognising it' },
    'time-field': { type: 'text', value: 'F', help: 'the field that holds the time of an event' },
    ...ZONE_OPTION,
    ...CHAIN_LAYOUT_OPTION,
    ...NO_INDEX_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length === 0) throw wrongUse('import: name at least one file or folder');
    const inputs = await givenInputs(context.cwd, args.positionals);
    const format = args.text('format');
    const timeField = args.text('time-field');
    const zone = zoneOption(args.text('zone'));
    const chainLayout = await chainLayoutOption(context.cwd, args);
    const unreadable = noneReadable(context, inputs);
    if (unreadable) {
      if (args.flag('json')) {
        await context.out.line(printableJson({ sources: unreadable, seconds: 0 }));
      }
      return EXIT_UNREADABLE;
    }
    return context.withCase('created', args.text('case'), async (session) => {
      const opened = await openInputs(context, session, inputs, {
        ...(format === undefined ? {} : { format }),
        ...(timeField === undefined ? {} : { timeField }),
        ...(zone === undefined ? {} : { zone }),
        ...chainLayout,
      });
      if (args.flag('json')) {
        await context.out.line(
          printableJson({ sources: openedShapes(opened.outcomes), seconds: opened.seconds }),
        );
      } else {
        await context.out.line(`Evidence in ${printable(session.caseFile)}`);
        for (const line of await openedLines(session, opened)) await context.out.line(line);
        await context.out.line(`  done in ${opened.seconds.toFixed(1)} s`);
      }
      if (!args.flag('no-index')) await indexBehind(context, session, newEvents(opened));
      return opened.outcomes.some(isUnreadable) ? EXIT_UNREADABLE : EXIT_DONE;
    });
  },
};

/** Events that the case did not have before. */
function newEvents({ outcomes }: OpenedInputs): number {
  let events = 0;
  for (const outcome of outcomes) {
    if (isUnreadable(outcome)) continue;
    for (const { source, alreadyThere, added } of outcome.results) {
      if (!alreadyThere) events += added?.events ?? source.events;
    }
  }
  return events;
}

export interface OpenedInputs {
  readonly outcomes: readonly InputOutcome<readonly ImportedSource[]>[];
  readonly seconds: number;
}

/** Each input is opened by itself: one that cannot be read stops none behind it. */
export async function openInputs(
  context: CommandContext,
  session: CaseSession,
  inputs: readonly GivenInput[],
  options: Omit<Input<'evidence.import'>, 'files'>,
): Promise<OpenedInputs> {
  let seconds = 0;
  const imported = await eachInput(context, inputs, async (path) => {
    const answer = await session.call('evidence.import', {
      files: [session.token(path)],
      ...options,
    });
    seconds += answer.seconds;
    return answer.sources;
  });
  const outcomes: InputOutcome<readonly ImportedSource[]>[] = [];
  for (const outcome of imported) {
    if (isUnreadable(outcome)) {
      outcomes.push(outcome);
      continue;
    }
    const results: ImportedSource[] = [];
    for (const each of outcome.results) {
      const span = await session.call('evidence.span', { sourceId: each.source.id });
      results.push({ ...each, path: outcome.path, span });
    }
    outcomes.push({ path: outcome.path, results });
  }
  return { outcomes, seconds };
}

/** In the order of the inputs; what could not be read stands in its place. */
export function openedShapes(
  outcomes: OpenedInputs['outcomes'],
): readonly (SourceShape | UnreadableShape)[] {
  return outcomes.flatMap((outcome): readonly (SourceShape | UnreadableShape)[] =>
    isUnreadable(outcome) ? [outcome] : outcome.results.map(sourceShape),
  );
}

const REJECTIONS_SHOWN = 20;

/** The sources, and below them what could not be read. */
export async function openedLines(
  session: CaseSession,
  { outcomes }: OpenedInputs,
): Promise<readonly string[]> {
  const sources = outcomes.flatMap((outcome) => (isUnreadable(outcome) ? [] : outcome.results));
  const lines = [...sourceLines(sources)];
  for (const { source } of sources) {
    if (source.rejected === 0) continue;
    const { rejections, total } = await session.call('evidence.rejections', {
      sourceId: source.id,
      after: 0,
      limit: REJECTIONS_SHOWN,
    });
    lines.push(`  Rejected in ${source.exhibit}:`, ...rejectionLines(rejections, total));
  }
  for (const outcome of outcomes) {
    if (isUnreadable(outcome)) lines.push(printable(`  Not opened: ${outcome.error}`));
  }
  return lines;
}
