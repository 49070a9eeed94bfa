import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../../shared/base/time.ts';
import type { Alert } from '../../../../shared/domain/alert.ts';
import type { Finding } from '../../../../shared/domain/finding.ts';
import {
  nextState,
  queueOf,
  responseClock,
  windowAround,
} from '../../../../renderer/features/alerts/queue.model.ts';

function alert(id: string, part: Partial<Alert> = {}, finding: Partial<Finding> = {}): Alert {
  return {
    finding: {
      id,
      ruleId: 'r',
      ruleTitle: 'Failed login burst',
      ruleVersion: '',
      kind: 'correlation',
      severity: 'high',
      confidence: 0.8,
      group: { 'user.name': 'alice' },
      startUs: timeUs(1_000),
      endUs: timeUs(2_000),
      firstFireUs: timeUs(1_500),
      count: 5,
      eventIds: [1],
      explanation: '',
      actions: [],
      falsePositives: [],
      tags: [],
      matches: [],
      parameters: {},
      ...finding,
    },
    state: 'new',
    assignee: '',
    raisedAtUs: timeUs(0),
    steps: [],
    historical: true,
    clockStartedAtUs: null,
    incidentId: null,
    ...part,
  };
}

const all = { state: 'all', severity: 'all', text: '' } as const;
const ids = (alerts: readonly Alert[]) => alerts.map((each) => each.finding.id);

describe('the queue', () => {
  it('has the gravest first, and among equals the oldest evidence', () => {
    const alerts = [
      alert('late', {}, { startUs: timeUs(9) }),
      alert('early', {}, { startUs: timeUs(1) }),
      alert('grave', {}, { severity: 'critical', startUs: timeUs(99) }),
    ];
    expect(ids(queueOf(alerts, all))).toEqual(['grave', 'early', 'late']);
  });

  it('tells open, new and done apart', () => {
    const alerts = [
      alert('a'),
      alert('b', { state: 'remediation' }),
      alert('c', { state: 'closed' }),
      alert('d', { state: 'false positive' }),
    ];
    expect(ids(queueOf(alerts, { ...all, state: 'new' }))).toEqual(['a']);
    expect(ids(queueOf(alerts, { ...all, state: 'open' }))).toEqual(['a', 'b']);
    expect(ids(queueOf(alerts, { ...all, state: 'done' }))).toEqual(['c', 'd']);
  });

  it('is filtered by rule, entity, assignee or tag', () => {
    const alerts = [
      alert('a', { assignee: 'Dana' }),
      alert('b', {}, { group: { 'source.ip': '203.0.113.66' }, tags: ['attack.t1110'] }),
    ];
    expect(ids(queueOf(alerts, { ...all, text: 'dana' }))).toEqual(['a']);
    expect(ids(queueOf(alerts, { ...all, text: '203.0.113' }))).toEqual(['b']);
    expect(ids(queueOf(alerts, { ...all, text: 'T1110' }))).toEqual(['b']);
  });
});

describe('the workflow', () => {
  it('goes on step by step and ends', () => {
    expect(nextState('new')).toBe('acknowledged');
    expect(nextState('documented')).toBe('closed');
    expect(nextState('closed')).toBeUndefined();
    expect(nextState('false positive')).toBeUndefined();
  });
});

describe('the response clock', () => {
  const started = alert('a', { historical: false, clockStartedAtUs: timeUs(0) });
  const minutes = (count: number) => count * 60_000;

  it('shows what is left of the hour of a HIGH alert', () => {
    expect(responseClock(started, minutes(30))).toMatchObject({
      leftUs: 30 * 60_000_000,
      tone: 'calm',
    });
  });

  it('warns at 75 % and then says that it has passed', () => {
    expect(responseClock(started, minutes(45))?.tone).toBe('warning');
    expect(responseClock(started, minutes(60))?.tone).toBe('passed');
  });

  it('stops at acknowledgement and never runs for archives', () => {
    expect(responseClock({ ...started, state: 'acknowledged' }, minutes(5))).toBeUndefined();
    expect(responseClock(alert('b'), minutes(5))).toBeUndefined();
  });
});

describe('the stretch around an alert', () => {
  it('has a margin of a minute at least, a tenth of the window at most', () => {
    expect(windowAround(timeUs(100_000_000), timeUs(100_000_000))).toEqual({
      fromUs: 40_000_000,
      toUs: 160_000_001,
    });
    const hour = 3_600_000_000;
    expect(windowAround(timeUs(hour), timeUs(2 * hour)).fromUs).toBe(hour - hour / 10);
  });
});
