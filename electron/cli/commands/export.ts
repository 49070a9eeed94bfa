// sealwatch export: events or alerts of a case for other systems, or the records that were rejected.
// Read page by page and printed as it goes; nothing is left out.

import { csvRow } from '../../../shared/base/csv-row.ts';
import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { choiceOption, type Arguments } from '../arguments.ts';
import { alertShapes, eventsById, sourcesById } from '../case-reading.ts';
import { CASE_OPTION, RANGE_OPTIONS, type Command, type CommandContext } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { asffOfAlert, placeOf } from '../exports/asff.ts';
import { cefOfAlert, cefOfEvent } from '../exports/cef.ts';
import { ocsfOfAlert } from '../exports/ocsf.ts';
import { fileFailure, wrongUse } from '../failures.ts';
import { printableJson } from '../printable.ts';
import type { CaseSession } from '../session.ts';
import type { AlertShape } from '../shapes/alert-shape.ts';
import { eventShape, type SourcesById } from '../shapes/event-shape.ts';
import { countOf } from '../table.ts';
import { rangeOption } from '../times.ts';

const FORMATS = ['ndjson', 'csv', 'cef', 'ocsf', 'asff'] as const;
type Format = (typeof FORMATS)[number];
const KINDS = ['events', 'alerts'] as const;

const EVENTS_PER_PAGE = 1_000;
const REJECTIONS_PER_PAGE = 1_000;
/** An alert may have thousands of events, and all of them are read with it. */
const ALERTS_PER_PAGE = 20;

export const exportCommand: Command = {
  name: 'export',
  usage:
    '[QUERY] --as ndjson|csv|cef|ocsf|asff [--what events|alerts] [--case FILE] [--from T] [--to T] | --rejections [--source E01] --as ndjson|csv',
  summary: 'prints events, alerts or rejected records for other systems',
  options: {
    ...CASE_OPTION,
    as: { type: 'text', value: 'FORMAT', help: `${FORMATS.join(', ')}` },
    what: {
      type: 'text',
      value: 'KIND',
      help: 'events or alerts; by default events as ndjson, csv and with a query, else alerts',
    },
    ...RANGE_OPTIONS,
    rejections: { type: 'flag', help: 'the records that could not be read' },
    source: { type: 'text', value: 'EXHIBIT', help: 'with --rejections: of this exhibit alone' },
    account: { type: 'text', value: 'ID', help: 'asff: the AWS account of alerts that name none' },
    region: { type: 'text', value: 'NAME', help: 'asff: the AWS region of alerts that name none' },
  },
  async run(context, args) {
    const wanted = readWish(args);
    return context.withCase('existing', args.text('case'), async (session) => {
      const count = await printAll(context, session, wanted);
      context.note(count);
      return EXIT_DONE;
    });
  },
};

type Wish =
  | {
      readonly kind: 'rejections';
      readonly as: 'ndjson' | 'csv';
      readonly exhibit: string | undefined;
    }
  | {
      readonly kind: 'events';
      readonly as: 'ndjson' | 'csv' | 'cef';
      readonly query: string;
      readonly range: ReturnType<typeof rangeOption>;
    }
  | {
      readonly kind: 'alerts';
      readonly as: Format;
      readonly account: string | undefined;
      readonly region: string | undefined;
    };

function readWish(args: Arguments): Wish {
  const as = choiceOption('as', args.text('as'), FORMATS);
  if (as === undefined) throw wrongUse(`export: give --as ${FORMATS.join('|')}`);
  const [query, ...more] = args.positionals;
  if (more.length > 0) {
    throw wrongUse('export takes one query; put it in quotes where it has several words');
  }
  const what = choiceOption('what', args.text('what'), KINDS);
  const exhibit = args.text('source');
  const range = rangeOption(args.text('from'), args.text('to'));
  const ranged = range.fromUs !== null || range.toUs !== null;
  if (args.flag('rejections')) {
    if (as !== 'ndjson' && as !== 'csv')
      throw wrongUse('export --rejections: give --as ndjson or csv');
    if (query !== undefined || what !== undefined || ranged) {
      throw wrongUse('export --rejections takes no query, no --what and no times');
    }
    return { kind: 'rejections', as, exhibit };
  }
  if (exhibit !== undefined) throw wrongUse('export: --source goes with --rejections');
  const chosen = query !== undefined && query !== '';
  const plain = as === 'ndjson' || as === 'csv';
  const kind = what ?? (plain || (as === 'cef' && (chosen || ranged)) ? 'events' : 'alerts');
  if (kind === 'alerts') {
    if (chosen || ranged)
      throw wrongUse(`export --as ${as}: a query or times choose events, not alerts`);
    const account = args.text('account');
    if (account !== undefined && !/^\d{12}$/.test(account)) {
      throw wrongUse(`--account ${account}: an AWS account is twelve digits`);
    }
    const region = args.text('region');
    if (region !== undefined && !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
      throw wrongUse(`--region ${region}: give an AWS region such as eu-central-1`);
    }
    return { kind, as, account, region };
  }
  if (as === 'ocsf' || as === 'asff') throw wrongUse(`export --as ${as} is for alerts alone`);
  return { kind, as, query: query ?? '', range };
}

/** Returns what was printed, in words. */
async function printAll(
  context: CommandContext,
  session: CaseSession,
  wish: Wish,
): Promise<string> {
  switch (wish.kind) {
    case 'rejections':
      return countOf(await printRejections(context, session, wish), 'rejected record');
    case 'events':
      return countOf(await printEvents(context, session, wish), 'event');
    case 'alerts':
      return countOf(await printAlerts(context, session, wish), 'alert');
  }
}

// ── events ──────────────────────────────────────────────────────────────────────────────────

const EVENT_COLUMNS = [
  ...['id', 'exhibit', 'source', 'position', 'time', 'timeText', 'precision'],
  ...ECS_COLUMNS,
  ...['summary', 'sha256', 'raw'],
];

async function printEvents(
  { out, host, signal }: CommandContext,
  session: CaseSession,
  { as, query, range }: Extract<Wish, { kind: 'events' }>,
): Promise<number> {
  const sources = await sourcesById(session);
  if (as === 'csv') await out.line(csvRow(EVENT_COLUMNS));
  let cursor: string | null = null;
  let printed = 0;
  do {
    const page: Awaited<ReturnType<typeof session.call<'events.page'>>> = await session.call(
      'events.page',
      { query, ...range, cursor, limit: EVENTS_PER_PAGE, descending: false },
    );
    const details = await eventsById(
      session,
      page.rows.map((row) => row.id),
    );
    for (const { id } of page.rows) {
      const event = details.get(id);
      if (event === undefined) continue;
      await out.line(eventLine(event, sources, as, host.version));
      printed += 1;
    }
    cursor = page.next;
  } while (cursor !== null && !signal.aborted);
  return printed;
}

function eventLine(
  event: EventDetail,
  sources: SourcesById,
  as: 'ndjson' | 'csv' | 'cef',
  version: string,
): string {
  const shape = eventShape(event, sources);
  if (as === 'ndjson') return printableJson(shape);
  if (as === 'cef') return cefOfEvent(event, shape, version);
  return csvRow([
    ...[shape.id, shape.exhibit, shape.source, shape.position, shape.time, shape.timeText],
    shape.precision,
    ...ECS_COLUMNS.map((column) => event.ecs[column] ?? null),
    ...[event.summary, event.sha256, event.raw],
  ]);
}

// ── alerts ──────────────────────────────────────────────────────────────────────────────────

const ALERT_COLUMNS = [
  ...['id', 'rule', 'title', 'severity', 'score', 'start', 'end', 'count', 'group', 'state'],
  ...['incident', 'explanation', 'actions', 'events'],
];

async function printAlerts(
  { out, host, signal }: CommandContext,
  session: CaseSession,
  wish: Extract<Wish, { kind: 'alerts' }>,
): Promise<number> {
  const { alerts } = await session.call('alerts.list', {});
  // Nothing is printed of what cannot be printed whole.
  if (wish.as === 'asff') await checkPlaces(session, alerts, wish);
  if (wish.as === 'csv') await out.line(csvRow(ALERT_COLUMNS));
  for (let start = 0; start < alerts.length && !signal.aborted; start += ALERTS_PER_PAGE) {
    const page = alerts.slice(start, start + ALERTS_PER_PAGE);
    const shapes = await alertShapes(session, page);
    const details = await eventsById(
      session,
      page.flatMap(({ finding }) => finding.eventIds),
    );
    for (const [index, alert] of page.entries()) {
      const shape = shapes[index];
      if (!shape) continue;
      const events = alert.finding.eventIds.flatMap((id) => details.get(id) ?? []);
      await out.line(alertLine(alert, shape, events, wish, host.version));
    }
  }
  return alerts.length;
}

function alertLine(
  alert: Alert,
  shape: AlertShape,
  events: readonly EventDetail[],
  wish: Extract<Wish, { kind: 'alerts' }>,
  version: string,
): string {
  switch (wish.as) {
    case 'ndjson':
      return printableJson(shape);
    case 'csv':
      return csvRow([
        ...[shape.id, shape.rule.id, shape.rule.title, shape.severity, shape.confidence],
        ...[shape.window.start, shape.window.end, shape.count],
        Object.entries(shape.group)
          .map(([name, value]) => `${name}: ${value}`)
          .join('; '),
        ...[shape.state, shape.incident, shape.explanation, shape.actions.join('; ')],
        shape.events.map((event) => event.id).join(' '),
      ]);
    case 'cef':
      return cefOfAlert(shape, events, version);
    case 'ocsf':
      return printableJson(ocsfOfAlert(alert, shape, events, version));
    case 'asff':
      return printableJson(asffOfAlert(alert, shape, events, asffPlace(alert, events, wish)));
  }
}

async function checkPlaces(
  session: CaseSession,
  alerts: readonly Alert[],
  wish: Extract<Wish, { kind: 'alerts' }>,
): Promise<void> {
  if (wish.account !== undefined && wish.region !== undefined) return;
  for (const alert of alerts) {
    const details = await eventsById(session, alert.finding.eventIds);
    asffPlace(alert, [...details.values()], wish);
  }
}

function asffPlace(
  { finding }: Alert,
  events: readonly EventDetail[],
  wish: Extract<Wish, { kind: 'alerts' }>,
) {
  const own = placeOf(events);
  const account = own.account ?? wish.account;
  const region = own.region ?? wish.region;
  if (account !== undefined && region !== undefined) return { account, region };
  const needs = account === undefined ? '--account' : '--region';
  throw wrongUse(
    `export --as asff: the events of alert ${finding.id} (${finding.ruleTitle}) do not name one AWS ${needs.slice(2)}; give ${needs}`,
  );
}

// ── rejections ──────────────────────────────────────────────────────────────────────────────

const REJECTION_COLUMNS = ['exhibit', 'source', 'file', 'position', 'reason', 'excerpt'];

async function printRejections(
  { out, signal }: CommandContext,
  session: CaseSession,
  { as, exhibit }: Extract<Wish, { kind: 'rejections' }>,
): Promise<number> {
  const sources = [...(await sourcesById(session)).values()];
  const chosen =
    exhibit === undefined ? sources : sources.filter((each) => isExhibit(each, exhibit));
  if (exhibit !== undefined && chosen.length === 0) {
    throw fileFailure(session.caseFile, `the case has no exhibit ${exhibit}`);
  }
  if (as === 'csv') await out.line(csvRow(REJECTION_COLUMNS));
  let printed = 0;
  for (const source of chosen) {
    let after = 0;
    while (!signal.aborted) {
      const { rejections } = await session.call('evidence.rejections', {
        sourceId: source.id,
        after,
        limit: REJECTIONS_PER_PAGE,
      });
      for (const { file, position, reason, excerpt } of rejections) {
        const row = {
          exhibit: source.exhibit,
          source: source.name,
          file,
          position,
          reason,
          excerpt,
        };
        await out.line(as === 'csv' ? csvRow(Object.values(row)) : printableJson(row));
      }
      printed += rejections.length;
      const last = rejections.at(-1);
      if (!last || rejections.length < REJECTIONS_PER_PAGE) break;
      after = last.id;
    }
  }
  return printed;
}

function isExhibit(source: Source, exhibit: string): boolean {
  return source.exhibit.toLowerCase() === exhibit.toLowerCase();
}
