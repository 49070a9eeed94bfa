// sealwatch review: the whole job in one command: open, verify, detect, score, report.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Output } from '../../../shared/contract/procedures.ts';
import { checkedSources } from '../case-integrity.ts';
import { alertShapes } from '../case-reading.ts';
import { CHAIN_LAYOUT_OPTION, chainLayoutOption } from '../chain-layout.ts';
import {
  CASE_OPTION,
  JSON_OPTION,
  RANGE_OPTIONS,
  ZONE_OPTION,
  type Command,
  type CommandContext,
} from '../command.ts';
import type { Arguments } from '../arguments.ts';
import { givenInputs, isUnreadable, noneReadable, type GivenInput } from '../each-input.ts';
import { EXIT_DONE, EXIT_FOUND, EXIT_UNREADABLE } from '../exit-codes.ts';
import {
  digestFileOptions,
  digestFileTokens,
  PUBLIC_KEYS_OPTION,
  type DigestFileOptions,
} from '../digest-files.ts';
import { FAIL_ON_OPTION, failOnOption, reaches } from '../fail-on.ts';
import { fileFailure, systemReason, wrongUse } from '../failures.ts';
import { giveKey } from '../hmac-key.ts';
import { alertLines, coverageLines, rangeText, riskLines, verificationLines } from '../human.ts';
import { readablePath, readablePaths, readText } from '../inputs.ts';
import { printable, printableJson } from '../printable.ts';
import {
  makeReport,
  PAPER_OPTION,
  paperOption,
  reportLine,
  type WrittenReport,
} from '../report-files.ts';
import type { CaseSession } from '../session.ts';
import { integrityShape } from '../shapes/evidence-shape.ts';
import { setThreatList, THREATS_OPTION } from '../threats.ts';
import { rangeOption, zoneOption, type RangeOption } from '../times.ts';
import { openedLines, openedShapes, openInputs, type OpenedInputs } from './import.ts';

export const reviewCommand: Command = {
  name: 'review',
  usage:
    'PATH… [--case FILE] [--rules PATH]… [--threats FILE] [--hmac-key FILE] [--chain-layout FILE] [--public-keys FILE] [--from T] [--to T] [--out DIR] [--report pdf,json] [--fail-on LEVEL] [--json]',
  summary: 'the whole job: opens evidence, verifies, detects, scores, reports',
  options: {
    ...CASE_OPTION,
    rules: { type: 'list', value: 'PATH', help: 'rules of your own beside those of the case' },
    ...THREATS_OPTION,
    'hmac-key': { type: 'text', value: 'FILE', help: 'the key of a hash-chained log' },
    ...CHAIN_LAYOUT_OPTION,
    ...PUBLIC_KEYS_OPTION,
    ...RANGE_OPTIONS,
    ...ZONE_OPTION,
    out: { type: 'text', value: 'DIR', help: 'the folder for the reports (default: here)' },
    report: { type: 'text', value: 'KINDS', help: 'pdf, json or pdf,json' },
    ...PAPER_OPTION,
    ...FAIL_ON_OPTION,
    ...JSON_OPTION,
  },
  async run(context, args) {
    if (args.positionals.length === 0) throw wrongUse('review: name at least one file or folder');
    const order = await readOrder(context, args);
    if (noneReadable(context, order.inputs)) return EXIT_UNREADABLE;
    return context.withCase('created', args.text('case'), async (session) => {
      const result = await review(context, session, args, order);
      if (args.flag('json')) await context.out.line(printableJson(await shape(session, result)));
      else {
        for (const line of await lines(session, result, order)) await context.out.line(line);
      }
      if (result.opened.outcomes.some(isUnreadable)) return EXIT_UNREADABLE;
      return result.detected.alerts.some((alert) => reaches(alert.finding.severity, order.failOn))
        ? EXIT_FOUND
        : EXIT_DONE;
    });
  },
};

type ReportFormat = 'pdf' | 'json';

/** The arguments, checked before any work starts. Paths are absolute. */
interface Order {
  readonly inputs: readonly GivenInput[];
  readonly rules: readonly string[];
  readonly hmacKey: string | undefined;
  readonly chainLayout: { readonly chainLayout?: string };
  readonly digestFiles: DigestFileOptions;
  readonly range: RangeOption;
  readonly zone: string | undefined;
  readonly outFolder: string;
  readonly formats: readonly ReportFormat[];
  readonly paper: 'A4' | 'Letter';
  readonly failOn: ReturnType<typeof failOnOption>;
}

async function readOrder(context: CommandContext, args: Arguments): Promise<Order> {
  const threats = args.text('threats');
  if (threats !== undefined) await readText(context.cwd, threats);
  const hmacKey = args.text('hmac-key');
  const formats = reportFormats(args.text('report'));
  const out = args.text('out');
  if (out !== undefined && formats.length === 0) {
    throw wrongUse('--out is the folder for reports; say which with --report pdf,json');
  }
  return {
    inputs: await givenInputs(context.cwd, args.positionals),
    rules: await readablePaths(context.cwd, args.list('rules')),
    hmacKey: hmacKey === undefined ? undefined : await readablePath(context.cwd, hmacKey),
    chainLayout: await chainLayoutOption(context.cwd, args),
    digestFiles: await digestFileOptions(context.cwd, args),
    range: rangeOption(args.text('from'), args.text('to')),
    zone: zoneOption(args.text('zone')),
    outFolder: out ?? '.',
    formats,
    paper: paperOption(args),
    failOn: failOnOption(args),
  };
}

function reportFormats(text: string | undefined): readonly ReportFormat[] {
  const formats = new Set<ReportFormat>();
  for (const word of text?.split(',') ?? []) {
    const format = word.trim().toLowerCase();
    if (format !== 'pdf' && format !== 'json') {
      throw wrongUse(`--report ${text}: give pdf, json or pdf,json`);
    }
    formats.add(format);
  }
  return [...formats];
}

interface Reviewed {
  readonly opened: OpenedInputs;
  readonly verified: Output<'evidence.verify'>;
  readonly detected: Output<'detect.run'>;
  readonly risk: Output<'risk.get'>;
  readonly reports: readonly WrittenReport[];
}

async function review(
  context: CommandContext,
  session: CaseSession,
  args: Arguments,
  order: Order,
): Promise<Reviewed> {
  const { range, zone } = order;
  await setThreatList(context, session, args);
  const opened = await openInputs(context, session, order.inputs, {
    ...(zone === undefined ? {} : { zone }),
    ...order.chainLayout,
  });
  await giveKey(session, order.hmacKey);
  // Before detection: entries found altered or missing are findings too.
  const verified = await session.call('evidence.verify', {
    sourceId: null,
    ...digestFileTokens(session, order.digestFiles),
  });
  const detected = await session.call('detect.run', {
    ...range,
    ...(order.rules.length === 0 ? {} : { rules: order.rules.map((path) => session.token(path)) }),
    ...(zone === undefined ? {} : { zone }),
  });
  const risk = await session.call('risk.get', range);
  const reports: WrittenReport[] = [];
  if (order.formats.length > 0) await makeFolder(context.cwd, order.outFolder);
  for (const format of order.formats) {
    const path = join(order.outFolder, `review.${format}`);
    reports.push(
      await makeReport(context, session, {
        of: { kind: 'period', ...range },
        format,
        paper: order.paper,
        path,
      }),
    );
  }
  return { opened, verified, detected, risk, reports };
}

async function makeFolder(cwd: string, folder: string): Promise<void> {
  try {
    await mkdir(resolve(cwd, folder), { recursive: true });
  } catch (error) {
    throw fileFailure(folder, systemReason(error));
  }
}

async function shape(session: CaseSession, result: Reviewed) {
  const sources = openedShapes(result.opened.outcomes);
  // Two paths with the same bytes are one exhibit, and its events are there once.
  const exhibits = new Map(
    sources.flatMap((each) => ('error' in each ? [] : [[each.exhibit, each] as const])),
  );
  const sum = (of: 'events' | 'rejected') =>
    [...exhibits.values()].reduce((all, each) => all + each[of], 0);
  return {
    sources,
    integrity: checkedSources(result.verified.sources).map(({ path, verification }) =>
      integrityShape(path, verification),
    ),
    events: sum('events'),
    rejected: sum('rejected'),
    alerts: await alertShapes(session, result.detected.alerts),
    risk: result.risk.risk,
    cumulativeRisk: result.risk.cumulative,
    maxSingleRisk: result.risk.maxSingle,
    reports: result.reports,
    notLoaded: result.detected.notLoaded,
  };
}

async function lines(
  session: CaseSession,
  result: Reviewed,
  order: Order,
): Promise<readonly string[]> {
  const { alerts, rules, notLoaded } = result.detected;
  const range = rangeText(order.range);
  return [
    `Evidence in ${printable(session.caseFile)}`,
    ...(await openedLines(session, result.opened)),
    'Integrity',
    ...checkedSources(result.verified.sources).flatMap(({ path, verification }) =>
      verificationLines(path, verification),
    ),
    `Alerts (${alerts.length}, ${range})`,
    ...(alerts.length > 0
      ? alertLines(alerts)
      : coverageLines(
          result.verified.sources.map(({ source }) => source),
          rules,
          range,
        )),
    ...notLoaded.map((each) => printable(`  Rule not loaded: ${each.title}: ${each.reason}`)),
    'Risk',
    ...riskLines(result.risk),
    ...(result.reports.length === 0 ? [] : ['Reports']),
    ...result.reports.map((made) => `  ${reportLine(made)}`),
  ];
}
