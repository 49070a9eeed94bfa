import { describe, expect, it } from 'vitest';
import { reportJson } from '../../../shared/reporting/json.ts';
import { alert, event, model } from './models.ts';

describe('the report for machines', () => {
  const json = reportJson(
    model({
      alerts: [alert({ eventIds: [1, 99] })],
      events: [event({ id: 1 })],
      eventsNotListed: 1,
    }),
  );

  it('has the keys that readers rely on', () => {
    for (const key of [
      'schema_version',
      'case_id',
      'rules_digest',
      'evidence',
      'risk',
      'cumulative_risk',
      'max_single_risk',
      'anomalies',
      'sources',
      'events',
    ]) {
      expect(json).toHaveProperty(key);
    }
  });

  it('cites events by exhibit and position, and by number alone where the report has them not', () => {
    expect(json).toMatchObject({
      anomalies: [
        {
          events: [
            {
              id: 1,
              source: 'E01',
              position: 'sequence 937',
              sequence: 937,
              time: '2026-06-02T10:12:00.123456Z',
            },
            { id: 99 },
          ],
        },
      ],
      events_not_listed: 1,
    });
  });

  it('carries the head of each chain and the verification of each source', () => {
    expect(json).toMatchObject({
      evidence: [{ exhibit: 'E01', head: { sequence: 2811 } }],
      sources: [{ verification: { verdict: 'verified', checked: 2812 } }],
    });
  });

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });
});
