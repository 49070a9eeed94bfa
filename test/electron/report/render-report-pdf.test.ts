import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReportPdf } from '../../../electron/report/render-report-pdf.ts';
import type { RenderedReport } from '../../../electron/report/render-report-pdf.ts';
import type { ReportModel } from '../../../shared/domain/report.ts';
import {
  alert,
  event,
  FIXTURES,
  incident,
  model,
  weekModel,
} from '../../shared/reporting/models.ts';

const POPPLER = ['pdftotext', 'pdfdetach', 'pdfinfo'];
const hasPoppler = POPPLER.every((tool) => spawnSync(tool, ['-v']).error === undefined);
const folder = mkdtempSync(join(tmpdir(), 'sealwatch-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function saved(report: RenderedReport): string {
  const path = join(folder, `${Math.random()}.pdf`);
  writeFileSync(path, report.bytes);
  return path;
}

const render = (report: ReportModel, paper: 'A4' | 'Letter' = 'A4'): Promise<RenderedReport> =>
  renderReportPdf(report, { paper });
const textOf = (report: RenderedReport): string =>
  run('pdftotext', '-layout', saved(report), '-').replace(/\s+/g, ' ');

const small = model({
  kind: 'alert',
  title: 'Failed login burst',
  alerts: [alert()],
  events: [1, 2, 3].map((id) => event({ id, position: `sequence ${936 + id}` })),
});

describe('the bytes of a report', () => {
  it('are the same for the same model', async () => {
    const [first, second] = [await render(small), await render(small)];
    expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true);
  });

  it('change with the clock of the model and with the paper', async () => {
    const first = Buffer.from((await render(small)).bytes);
    const later = {
      ...small,
      generatedAtUs: (small.generatedAtUs + 60_000_000) as typeof small.generatedAtUs,
    };
    expect(first.equals(Buffer.from((await render(later)).bytes))).toBe(false);
    expect(first.equals(Buffer.from((await render(small, 'Letter')).bytes))).toBe(false);
  });

  it('are a tagged PDF 1.7 with a title, a language and no font left out', async () => {
    const text = Buffer.from((await render(small)).bytes).toString('latin1');
    expect(text.startsWith('%PDF-1.7')).toBe(true);
    expect(text).toContain('/Marked true');
    expect(text).toContain('/Lang (en-GB)');
    expect(text).toContain('/DisplayDocTitle true');
    expect(text).not.toContain('Helvetica');
  });
});

describe.skipIf(!hasPoppler)('a report as its readers see it', () => {
  it('numbers every page with the whole', async () => {
    const report = await render(small);
    const text = textOf(report);
    for (let page = 1; page <= report.pages; page += 1)
      expect(text).toContain(`page ${page} of ${report.pages}`);
    expect(run('pdfinfo', saved(report))).toMatch(new RegExp(`Pages:\\s+${report.pages}\\n`));
  });

  it('is on the paper that was asked for', async () => {
    expect(run('pdfinfo', saved(await render(small, 'Letter')))).toContain(
      '612 x 792 pts (letter)',
    );
    expect(run('pdfinfo', saved(await render(small)))).toContain('(A4)');
  });

  it('has contents that name the page of each section', async () => {
    const path = saved(await render(small));
    const contents = run('pdftotext', '-layout', '-f', '2', '-l', '2', path, '-');
    const page = /8 Findings\s+(\d+)/.exec(contents)?.[1] ?? '0';
    expect(run('pdftotext', '-f', page, '-l', page, path, '-')).toContain('Findings');
    expect(run('pdftotext', '-f', page, '-l', page, path, '-')).toContain('F1 Failed login burst');
  });

  it('writes out what would deceive the eye', async () => {
    const hostile = 'a\u202Egnp.exe\u0000<script>\u200B\u05D0漢 Ελλ Кир';
    const text = textOf(
      await render(
        model({
          title: hostile,
          alerts: [alert({ explanation: hostile })],
          events: [event({ actor: hostile, raw: hostile })],
        }),
      ),
    );
    expect(text).toContain('aU+202Egnp.exeU+0000<script>U+200BU+05D0U+6F22 Ελλ Кир');
    expect(text).not.toMatch(/[\u202E\u200B\u05D0]/);
  });

  it('prints a line of 10,000 characters whole', async () => {
    const raw = Array.from({ length: 2_000 }, (_, index) => String(index).padStart(5, '0')).join(
      '',
    );
    const text = run(
      'pdftotext',
      '-raw',
      saved(
        await render(
          model({ alerts: [alert({ eventIds: [1] })], events: [event({ id: 1, raw })] }),
        ),
      ),
      '-',
    );
    const digits = text.replace(/page \d+ of \d+/g, '').replace(/\s/g, '');
    expect(digits).toContain('00990009910099200993');
    expect(digits).toContain('01998' + '01999');
  });

  it('carries DRAFT on each page until it is final', async () => {
    const drafts = textOf(await render(small)).match(/DRAFT/g) ?? [];
    expect(drafts.length).toBeGreaterThan(8);
    expect(textOf(await render({ ...small, status: 'final' }))).not.toContain('DRAFT');
  });

  it('holds its records and its JSON as files', async () => {
    const path = saved(
      await render({
        ...small,
        events: [event({ id: 1, raw: '{"password":"hunter2","a":"ü\\n"}' })],
      }),
    );
    expect(run('pdfdetach', '-list', path)).toContain('3 embedded files');
    const out = mkdtempSync(join(folder, 'files-'));
    run('pdfdetach', '-saveall', '-o', out, path);
    const record = JSON.parse(readFileSync(join(out, 'records.jsonl'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(record).toMatchObject({
      exhibit: 'E01',
      position: 'sequence 937',
      masked: true,
      raw: '{"password":"[masked]","a":"ü\\n"}',
    });
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toHaveProperty('anomalies');
    expect(JSON.parse(readFileSync(join(out, 'integrity.json'), 'utf8'))).toHaveProperty('sources');
    expect(textOf({ bytes: readFileSync(path), pages: 0 })).not.toContain('hunter2');
  });

  it('is tagged with a known structure on every page', async () => {
    const checked = spawnSync('pdfinfo', ['-struct', saved(await render(small))], {
      encoding: 'utf8',
    });
    expect(checked.stderr).toBe('');
    for (const tag of ['H1', 'H2', 'Table', 'TOC', 'Figure', 'Code']) {
      expect(checked.stdout).toMatch(new RegExp(`^\\s+${tag}\\b`, 'm'));
    }
  });

  it('can be made of nothing at all', async () => {
    const text = textOf(
      await render(
        model({
          sources: [],
          author: null,
          periodStartUs: null,
          periodEndUs: null,
          rate: { ...model().rate, counts: [] },
        }),
      ),
    );
    expect(text).toContain('no exhibit was looked at');
    expect(text).toContain('not recorded');
  });
});

describe.skipIf(!hasPoppler || !existsSync(FIXTURES))(
  'the report of the week of the trading bot',
  () => {
    let report: RenderedReport;
    let text: string;
    let week: ReportModel;
    beforeAll(async () => {
      week = weekModel({
        kind: 'incident',
        number: 'INC-2026-001',
        incident: incident(),
        zone: 'Europe/Berlin',
      });
      report = await render(week);
      text = textOf(report);
    });

    it('names all seven attacks', () => {
      expect(week.alerts).toHaveLength(7);
      for (const { finding } of week.alerts) expect(text).toContain(finding.ruleTitle);
    });

    it('gives every cited event its line with exhibit and position', () => {
      expect(week.events.length).toBeGreaterThan(1_300);
      const missing = week.events.filter((one) => !text.includes(`E01 ${one.position} `));
      expect(missing).toEqual([]);
    });
  },
);
