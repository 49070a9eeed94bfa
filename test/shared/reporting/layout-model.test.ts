import { describe, expect, it } from 'vitest';
import type { Block, ReportDocument } from '../../../shared/reporting/document.ts';
import { documentOf } from '../../../shared/reporting/layout-model.ts';
import { maskModel } from '../../../shared/reporting/masked-model.ts';
import type { ReportModel } from '../../../shared/domain/report.ts';
import { alert, at, event, incident, model, reportSource, source } from './models.ts';

const made = (report: ReportModel): ReportDocument => documentOf(maskModel(report), []);
const titles = (report: ReportModel): readonly string[] =>
  made(report).sections.map((section) => section.title);
const text = (report: ReportModel, id?: string): string =>
  JSON.stringify(made(report).sections.filter((section) => id === undefined || section.id === id));
const blocks = (report: ReportModel, id: string): readonly Block[] =>
  made(report).sections.find((section) => section.id === id)?.blocks ?? [];

const full = model({
  kind: 'incident',
  number: 'INC-2026-001',
  incident: incident(),
  alerts: [alert({}, 'acknowledged')],
  events: [1, 2, 3].map((id) => event({ id, position: `sequence ${936 + id}` })),
});

describe('the report of an incident', () => {
  it('has its sections in the order a regulator expects', () => {
    expect(titles(full)).toEqual([
      'Summary',
      'Exhibits and custody',
      'Integrity of the exhibits',
      'Coverage and time',
      'Method',
      'What happened',
      'Identity and access',
      'Impact',
      'Findings',
      'What was done',
      'Root cause, remediation, lessons, follow-ups',
      'Limitations and redactions',
      'Statement of the examiner',
    ]);
  });

  it('prints what is blank as not recorded', () => {
    const blank = model({
      author: null,
      reviewer: '',
      classification: '',
      incident: incident({ openQuestions: '', impact: ' ' }),
    });
    const values = made(blank).control.map((fact) => `${fact.name}: ${fact.value}`);
    expect(values).toContain('Author: not recorded');
    expect(values).toContain('Reviewer: not recorded');
    expect(values).toContain('Classification: not recorded');
    expect(text(blank, 'summary')).toContain('{"name":"Open questions","value":"not recorded"}');
    expect(text(blank, 'exhibits')).toContain('{"name":"Collected by","value":"not recorded"}');
  });

  it('is marked a draft until it is final', () => {
    expect(made(full).standing).toBe('DRAFT');
    expect(made({ ...full, status: 'in review' }).standing).toBe('DRAFT');
    expect(made({ ...full, status: 'superseded' }).standing).toBe('SUPERSEDED');
    expect(made({ ...full, status: 'final' }).standing).toBe('');
  });

  it('gives every finding as fact, inference and alternatives', () => {
    const kinds = blocks(full, 'findings').flatMap((block) =>
      block.kind === 'paragraph' && block.statement !== undefined ? [block.statement] : [],
    );
    expect(kinds).toEqual(['Observed', 'Derived', 'Opinion']);
    expect(text(full, 'findings')).toContain('E01: sequence 937 to 939');
  });

  it('keeps the response apart from the evidence', () => {
    const answered = {
      ...full,
      alerts: [
        {
          ...alert({}),
          steps: [
            {
              from: 'new' as const,
              to: 'acknowledged' as const,
              atUs: at('2026-06-08T08:00:00Z'),
              who: 'deputy',
              note: 'on it',
            },
          ],
        },
      ],
    };
    expect(text(answered, 'response')).toContain('new to acknowledged');
    expect(text(answered, 'events')).not.toContain('on it');
  });

  it('never says who did it', () => {
    expect(text(full)).not.toMatch(/tampered|deleted by|attacker/i);
  });

  it('calls confidence a rule score', () => {
    expect(text(full, 'findings') + text(full, 'method')).not.toMatch(/confidence/i);
    expect(text(full, 'findings')).toContain('{"name":"Rule score","value":"0.90"}');
  });
});

describe('a report that belongs to no incident', () => {
  it('leaves out the parts that only an incident has', () => {
    expect(titles(model())).not.toContain('Impact');
    expect(titles(model({ kind: 'alert', alerts: [alert()] }))).not.toContain(
      'Root cause, remediation, lessons, follow-ups',
    );
  });

  it('gives "none found" with its coverage', () => {
    const report = model({ sources: [reportSource({ source: source({ rejected: 4 }) })] });
    expect(text(report, 'findings')).toContain('none found');
    expect(text(report, 'findings')).toContain('4 records rejected');
    expect(text(report, 'findings')).toContain('Does not log: reads of configuration');
  });

  it('says so where no exhibit was looked at', () => {
    expect(text(model({ sources: [] }), 'findings')).toContain('no exhibit was looked at');
  });
});

describe('what a report does not print', () => {
  it('is said with its number', () => {
    expect(text(model({ eventsNotListed: 250, events: [event()] }), 'events')).toContain(
      '250 events more contribute',
    );
  });

  it('is said of failing entries, with where the whole list is', () => {
    const entries = Array.from({ length: 75 }, (_, index) => ({
      sequence: index * 2,
      verdict: 'altered' as const,
      reason: 'differs',
    }));
    const report = model({
      sources: [
        reportSource({
          verification: {
            kind: 'hash-chain',
            verdict: 'altered',
            checked: 200,
            counts: { verified: 125, altered: 75, missing: 0, unverifiable: 0, unprotected: 0 },
            entries,
            shows: 'a',
            doesNotShow: 'b',
          },
        }),
      ],
    });
    expect(text(report, 'integrity')).toContain('the first 60 of 75 stretches');
    expect(text(report, 'integrity')).toContain('integrity.json');
  });
});

describe('reassurance', () => {
  const gauge = (report: ReportModel): unknown =>
    blocks(report, 'summary').find((block) => block.kind === 'risk-gauge');
  it('is withheld while a critical finding is open', () => {
    expect(gauge(model({ alerts: [alert({ severity: 'critical' })] }))).toMatchObject({
      mayReassure: false,
    });
    expect(gauge(model({ alerts: [alert({ severity: 'critical' }, 'closed')] }))).toMatchObject({
      mayReassure: true,
    });
  });
});

describe('local times', () => {
  it('are explained once for the timeline, with the change of offset', () => {
    const report = model({
      zone: 'Europe/Berlin',
      events: [
        event({ id: 1, timeUs: at('2026-03-28T12:00:00Z') }),
        event({ id: 2, timeUs: at('2026-03-30T12:00:00Z') }),
      ],
    });
    expect(text(report, 'events')).toContain(
      'In Europe/Berlin these times are UTC+01:00, UTC+02:00 from 2026-03-30T12:00:00Z on.',
    );
  });
});
