// sealwatch rerun: makes the figures of a report again from the case as it stands, and says what came
// out otherwise than the report has it.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseRfc3339, type TimeUs } from '../../../shared/base/time.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { CASE_OPTION, JSON_OPTION, type Command } from '../command.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { fileFailure, systemReason, wrongUse } from '../failures.ts';
import { printable, printableJson } from '../printable.ts';
import { countOf } from '../table.ts';

export const rerunCommand: Command = {
  name: 'rerun',
  usage: 'REPORT.json [--case FILE] [--json]',
  summary: "makes a report's figures again and says what differs",
  options: { ...CASE_OPTION, ...JSON_OPTION },
  async run(context, args) {
    const [path, surplus] = args.positionals;
    if (path === undefined || surplus !== undefined) {
      throw wrongUse(
        'rerun: name one report in JSON, as "report" or "review --report json" wrote it',
      );
    }
    const report = await readReport(context.cwd, path);
    const of = subjectOf(path, report);
    return context.withCase('existing', args.text('case'), async (session) => {
      const { bytes } = await session.call('report.make', {
        of,
        format: 'json',
        paper: 'A4',
        command: textAt(report, 'command'),
      });
      const now: unknown = JSON.parse(new TextDecoder().decode(bytes));
      const differences = [...differencesOf('', report, now)];
      if (args.flag('json')) {
        await context.out.line(
          printableJson({ report: path, same: differences.length === 0, differences }),
        );
        return EXIT_DONE;
      }
      if (differences.length === 0) {
        await context.out.line(printable(`${path}: every figure comes out as the report has it.`));
        return EXIT_DONE;
      }
      await context.out.line(
        printable(`${path}: ${countOf(differences.length, 'figure')} came out otherwise.`),
      );
      for (const { at, reported, made } of differences) {
        await context.out.line(
          printable(`  ${at}: reported ${shortText(reported)}, now ${shortText(made)}`),
        );
      }
      return EXIT_DONE;
    });
  },
};

type Members = Readonly<Record<string, unknown>>;

async function readReport(cwd: string, path: string): Promise<Members> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw fileFailure(path, systemReason(error));
  }
  const value = jsonOf(text);
  if (!isMembers(value) || typeof value['report_type'] !== 'string') {
    throw fileFailure(path, 'this is no report in JSON');
  }
  return value;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Not JSON: the caller says what was expected.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function subjectOf(path: string, report: Members): Input<'report.make'>['of'] {
  const kind = textAt(report, 'report_type');
  switch (kind) {
    case 'incident':
      return { kind, id: textAt(report, 'number') };
    case 'alert': {
      const [anomaly] = Array.isArray(report['anomalies']) ? report['anomalies'] : [];
      return { kind, id: isMembers(anomaly) ? textAt(anomaly, 'id') : '' };
    }
    case 'period':
      return {
        kind,
        fromUs: timeAt(path, report, 'period_start'),
        toUs: timeAt(path, report, 'period_end'),
      };
    default:
      throw fileFailure(path, `a report of a kind that cannot be made again (${kind})`);
  }
}

function timeAt(path: string, report: Members, name: string): TimeUs | null {
  const value = report[name];
  if (value === null || value === undefined) return null;
  const parsed = typeof value === 'string' ? parseRfc3339(value) : undefined;
  if (!parsed) throw fileFailure(path, `its ${name} is no time`);
  return parsed.timeUs;
}

function textAt(members: Members, name: string): string {
  const value = members[name];
  return typeof value === 'string' ? value : '';
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Difference {
  /** `anomalies[2].confidence` */
  readonly at: string;
  /** Null where the report, or what was made now, has nothing there. */
  readonly reported: unknown;
  readonly made: unknown;
}

/** When it was made is another time in any case. */
const NOT_COMPARED = new Set(['timestamp']);

function* differencesOf(at: string, reported: unknown, made: unknown): Generator<Difference> {
  if (Array.isArray(reported) && Array.isArray(made)) {
    for (let index = 0; index < Math.max(reported.length, made.length); index++) {
      yield* differencesOf(`${at}[${index}]`, reported[index], made[index]);
    }
    return;
  }
  if (isMembers(reported) && isMembers(made)) {
    for (const name of new Set([...Object.keys(reported), ...Object.keys(made)])) {
      if (at === '' && NOT_COMPARED.has(name)) continue;
      yield* differencesOf(at === '' ? name : `${at}.${name}`, reported[name], made[name]);
    }
    return;
  }
  if (!Object.is(reported, made)) yield { at, reported: reported ?? null, made: made ?? null };
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
