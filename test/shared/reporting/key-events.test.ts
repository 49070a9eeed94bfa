import { describe, expect, it } from 'vitest';
import { keyEvents } from '../../../shared/reporting/key-events.ts';
import { alert, event, incident, model } from './models.ts';

const events = Array.from({ length: 100 }, (_, index) => event({ id: index + 1 }));

describe('key events', () => {
  it('are at most twenty, in the order of the timeline', () => {
    const ids = keyEvents(
      model({ events, alerts: [alert({ eventIds: events.map((one) => one.id) })] }),
    ).map((one) => one.id);
    expect(ids).toHaveLength(20);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(ids).toContain(100);
  });

  it('begin with what the officer put into the incident', () => {
    const report = model({
      events,
      incident: { ...incident(), eventIds: [55] },
      alerts: [alert({ eventIds: events.slice(0, 50).map((one) => one.id) })],
    });
    expect(keyEvents(report).map((one) => one.id)).toContain(55);
  });

  it('give every finding its first event before any finding its second', () => {
    const alerts = Array.from({ length: 15 }, (_, index) =>
      alert({
        id: `f${index}`,
        eventIds: [index * 6 + 1, index * 6 + 2, index * 6 + 3],
        severity: index === 14 ? 'low' : 'high',
      }),
    );
    const ids = keyEvents(model({ events, alerts })).map((one) => one.id);
    for (const { finding } of alerts) expect(ids).toContain(finding.eventIds[0]);
  });

  it('are all events where there are few, and none where there is none', () => {
    expect(keyEvents(model({ events: events.slice(0, 3), alerts: [alert()] }))).toHaveLength(3);
    expect(keyEvents(model())).toEqual([]);
  });
});
