import { describe, expect, it } from 'vitest';
import { openingOutcome } from '../../../renderer/app/outcome.model.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { anAlert, aSource, withVerdict } from '../../electron/cli/samples.ts';

const log = { source: aSource({ id: 1, name: 'bot.db', events: 10 }), alreadyThere: false };
const trail = {
  source: aSource({ id: 2, name: 'trail', events: 5, rejected: 2 }),
  alreadyThere: false,
};
const detected = (alerts: readonly Alert[]) => ({
  alerts: [...alerts],
  added: alerts.length,
  rules: 34,
  notLoaded: [],
  seconds: 1,
});

describe('what came of opening evidence', () => {
  it('names a single source, and counts several', () => {
    expect(openingOutcome([log], [], null)).toMatchObject({ name: 'bot.db', events: 10 });
    expect(openingOutcome([log, trail], [], null)).toMatchObject({
      name: '2 sources',
      events: 15,
      rejected: 2,
    });
  });

  it('leads to the source with the worst verdict', () => {
    const outcome = openingOutcome(
      [log, trail],
      [withVerdict('verified', { id: 1 }), withVerdict('altered', { id: 2 })],
      null,
    );
    expect(outcome).toMatchObject({ verdict: 'altered', worstSourceId: 2 });
  });

  it('claims no verdict where a source was not checked', () => {
    const outcome = openingOutcome([log, trail], [withVerdict('verified', { id: 1 })], null);
    expect(outcome.verdict).toBeNull();
  });

  it('takes no verdict from a source that was there before', () => {
    const outcome = openingOutcome(
      [log],
      [withVerdict('verified', { id: 1 }), withVerdict('altered', { id: 7 })],
      null,
    );
    expect(outcome.verdict).toBe('verified');
  });

  it('counts open alerts by severity, the gravest first', () => {
    const alerts = [
      anAlert('medium', [1]),
      anAlert('critical', [1]),
      anAlert('medium', [1]),
      { ...anAlert('high', [1]), state: 'closed' as const },
    ];
    expect(openingOutcome([log], [], detected(alerts)).alerts).toEqual({
      open: 3,
      bySeverity: [
        { severity: 'critical', open: 1 },
        { severity: 'medium', open: 2 },
      ],
      rules: 34,
      notLoaded: 0,
    });
  });

  it('says nothing of alerts where detection did not come to its end', () => {
    expect(openingOutcome([log], [], null).alerts).toBeNull();
  });
});
