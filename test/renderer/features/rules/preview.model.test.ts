import { describe, expect, it } from 'vitest';
import {
  firstTitle,
  foundSoFar,
  restText,
  secondsText,
  type Preview,
} from '../../../../renderer/features/rules/preview.model.ts';
import type { Progress } from '../../../../shared/contract/procedure.ts';

function hit(id: number): Preview['first'][number] {
  return {
    id,
    timeUs: null,
    nanos: 0,
    precision: 's',
    sourceId: 1,
    exhibit: 'E01',
    level: '',
    action: '',
    outcome: '',
    user: '',
    ip: '',
    service: '',
    summary: `event ${String(id)}`,
  };
}

const progress: Progress = {
  phase: 'detect',
  done: 1_000,
  total: 5_000,
  unit: 'events',
  note: '',
  sample: [hit(3), hit(8)],
};

describe('the hits found so far', () => {
  it('are those of the run that is under way', () => {
    const found = foundSoFar({ running: true, tried: 'a', text: 'a', progress });
    expect(found.map(({ id }) => id)).toEqual([3, 8]);
  });

  it('are none of a run of another text', () => {
    expect(foundSoFar({ running: true, tried: 'a', text: 'ab', progress })).toEqual([]);
  });

  it('are none once the run has ended, and none before it told anything', () => {
    expect(foundSoFar({ running: false, tried: 'a', text: 'a', progress })).toEqual([]);
    expect(foundSoFar({ running: true, tried: 'a', text: 'a', progress: null })).toEqual([]);
    const silent = { ...progress, sample: undefined };
    expect(foundSoFar({ running: true, tried: 'a', text: 'a', progress: silent })).toEqual([]);
  });
});

describe('the list of hits', () => {
  it('says how many of them it leaves out', () => {
    const some = { first: [hit(1), hit(2)], events: 1_302 };
    expect(firstTitle(some)).toBe('First 2 events');
    expect(restText(some)).toBe('1,300 more; detection lists them all.');
  });

  it('claims nothing more where it is whole', () => {
    const all = { first: [hit(1)], events: 1 };
    expect(firstTitle(all)).toBe('Events');
    expect(restText(all)).toBeUndefined();
  });
});

it('never says that a preview took no time', () => {
  expect(secondsText(0.0001)).toBe('1 ms');
  expect(secondsText(0.263)).toBe('263 ms');
  expect(secondsText(12.34)).toBe('12.3 s');
});
