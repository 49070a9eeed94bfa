import { describe, expect, it } from 'vitest';
import { cite } from '../../../shared/reporting/citations.ts';
import { event } from './models.ts';

const events = [
  event({ id: 1, position: 'sequence 937' }),
  event({ id: 2, position: 'sequence 938' }),
  event({ id: 3, position: 'sequence 950' }),
  event({ id: 4, exhibit: 'E02', position: 'byte 12 of a.json' }),
];
const byId = new Map(events.map((one) => [one.id, one]));

describe('citing events', () => {
  it('joins neighbours and names each exhibit once', () => {
    expect(cite([1, 2, 3, 4], byId, 10).text).toBe(
      'E01: sequence 937 to 938, 950; E02: byte 12 of a.json',
    );
  });

  it('says how many events it leaves out, and how many the report does not cite', () => {
    expect(cite([1, 2, 3, 4, 99], byId, 1)).toEqual({
      text: 'E01: sequence 937 to 938',
      left: 2,
      uncited: 1,
    });
  });
});
