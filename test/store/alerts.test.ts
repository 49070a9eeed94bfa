// What an alert is found by when its finding changes.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCaseReader, openCaseWriter } from '../../electron/store/case-store.ts';
import { timeUs } from '../../shared/base/time.ts';
import type { Finding } from '../../shared/domain/finding.ts';

const finding = (eventIds: readonly number[]): Finding => ({
  id: 'the-finding',
  ruleId: 'rule',
  ruleTitle: 'Rule',
  ruleVersion: '1',
  kind: 'event',
  severity: 'high',
  confidence: 0.5,
  group: {},
  startUs: timeUs(1),
  endUs: timeUs(2),
  firstFireUs: timeUs(1),
  count: eventIds.length,
  eventIds,
  explanation: '',
  actions: [],
  falsePositives: [],
  tags: [],
  matches: [],
  parameters: {},
});

describe('the events of an alert', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-alerts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of its finding as it is now', () => {
    const file = join(folder, 'test.sealwatch');
    const writer = openCaseWriter(file);
    const reader = openCaseReader(file);
    const record = (eventIds: readonly number[]): boolean =>
      writer.alerts.record(finding(eventIds), timeUs(5), true, null);
    const known = (): readonly number[] =>
      [1, 2, 3, 4].filter((id) => reader.alerts.ofEvent(id).length > 0);
    expect(record([1, 2])).toBe(true);
    expect(known()).toEqual([1, 2]);
    expect(record([2, 3, 4])).toBe(false);
    expect(known()).toEqual([2, 3, 4]);
    expect(record([2, 3, 4])).toBe(false);
    expect(known()).toEqual([2, 3, 4]);
    expect(reader.alerts.get('the-finding')?.finding.eventIds).toEqual([2, 3, 4]);
    reader.close();
    writer.close();
  });
});
