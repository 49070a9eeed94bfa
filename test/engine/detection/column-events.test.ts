// Events made of columns against the same events read from their records: rules find the same in both.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnEventsOf } from '../../../electron/engine/detection/column-events.ts';
import { sourceFieldsOf } from '../../../electron/engine/detection/mirrored-fields.ts';
import { narrowingOf } from '../../../electron/engine/detection/narrow-scan.ts';
import { pushEvents } from '../../../electron/engine/detection/push-events.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { timeUs } from '../../../shared/base/time.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { withSource } from '../../../shared/detection/log-source.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { ruleSet } from '../../shared/detection/support.ts';
import { openEngines, type Engines } from './open-engines.ts';

const trail = (fields: object, second = 0): string =>
  JSON.stringify({
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: second % 3 === 0 ? 'mara' : 'jonas' },
    eventTime: `2026-03-05T10:00:${String(second).padStart(2, '0')}Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListRoles',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '10.0.0.1',
    eventID: `id-${String(second)}`,
    recipientAccountId: '111122223333',
    ...fields,
  });

/** Values that a column shows otherwise than the record, or not at all. */
const ODD = [
  trail({ eventName: 4625 }, 1),
  trail({ eventName: '4625' }, 2),
  trail({ eventName: ['CreateUser', 'ListRoles'] }, 3),
  trail({ eventName: '' }, 4),
  trail({ eventName: null }, 5),
  trail({ eventName: undefined, insightDetails: { eventName: 'RunInstances' } }, 6),
  trail({ eventName: 'Create\ud83dUser' }, 7),
  trail({ eventName: 'CREATEUSER' }, 8),
  trail({ eventName: undefined, EventName: 'CreateUser' }, 9),
  trail({ eventName: 'CreateUser', sourceIPAddress: 'iam.amazonaws.com' }, 10),
  trail({ eventName: 'CreateUser', eventTime: '2026-03-05T10:00:11.123456789Z' }, 11),
  trail({ eventName: 'CreateUser', eventTime: 'never' }, 12),
  trail({ eventName: 'CreateUser', userIdentity: { userName: 'half \ud83d' } }, 13),
  trail({ eventName: 'Mi\u017fs \u212aelvin' }, 14),
  trail({ eventName: true }, 15),
];
const RECORDS = [
  ...ODD,
  ...Array.from({ length: 30 }, (_, i) =>
    trail({ eventName: i % 4 === 0 ? 'CreateUser' : 'ListRoles' }, 20 + i),
  ),
];

const rule = (detection: string, more = ''): string =>
  `title: Tried\nid: 8c3a0f5e-0000-4000-8000-000000000001\nlogsource:\n  product: aws\n  service: cloudtrail\nlevel: high\nx-sealwatch-fold: 1s\n${more}detection:\n${detection
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n`;

const DETECTIONS = [
  'sel:\n  eventName: CreateUser\ncondition: sel',
  'sel:\n  eventName|startswith: create\n  eventSource: iam.amazonaws.com\ncondition: sel',
  'sel:\n  eventName: 4625\ncondition: sel',
  "sel:\n  eventName: '4625.0'\ncondition: sel",
  'sel:\n  eventName|exists: true\ncondition: not sel',
  'sel:\n  eventName: null\ncondition: sel',
  "sel:\n  eventName: ''\ncondition: sel",
  'sel:\n  eventName: ListRoles\ncondition: not sel',
  'sel:\n  eventName|re: ^Create\nother:\n  sourceIPAddress|cidr: 10.0.0.0/8\ncondition: sel and not other',
  "sel:\n  eventName|contains: 'kelvin'\ncondition: sel",
  "sel:\n  eventName: 'true'\ncondition: sel",
  'sel:\n  awsRegion|fieldref: eventName\ncondition: not sel',
];

describe('events that are made of columns', () => {
  let folder: string;
  let engines: Engines;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-columns-'));
    engines = openEngines(folder);
    const write = (name: string, lines: readonly string[]): string => {
      const path = join(folder, name);
      writeFileSync(path, `${lines.join('\n')}\n`);
      return path;
    };
    await engines.import([write('trail.jsonl', RECORDS)]);
    // A copy of some of them, others at the same times, and new ones.
    await engines.import([
      write('copy.jsonl', [
        ...RECORDS.slice(10, 30),
        trail({ eventName: 'CreateUser', eventID: 'another' }, 20),
        trail({ eventName: 'CreateUser', eventID: 'later' }, 55),
      ]),
    ]);
  });
  afterAll(() => {
    engines.close();
    rmSync(folder, { recursive: true });
  });

  async function found(text: string, fromColumns: boolean) {
    const { reader } = engines;
    const set = ruleSet(text);
    expect(set.rules.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    const detection = createDetection(set, {
      hashes: nodeHashes,
      zone: 'UTC',
      threatList: parseThreatList(''),
      enabled: () => true,
    });
    const columnEvents = columnEventsOf(reader, detection.fieldsAsked());
    let unread = 0;
    await pushEvents(
      reader,
      (event) => {
        if (event.raw === '') unread++;
        detection.push(event);
      },
      null,
      {
        host: { nowUs: () => timeUs(0), version: '', resourcesFolder: '', operatingUser: '' },
        signal: new AbortController().signal,
        progress: () => undefined,
      },
      fromColumns ? { narrowing: narrowingOf(reader, detection.guards()), columnEvents } : {},
    );
    return { result: detection.finish(), unread };
  }

  it.each(DETECTIONS)('give the same findings: %s', async (detection) => {
    const slow = await found(rule(detection), false);
    const quick = await found(rule(detection), true);
    expect(slow.unread).toBe(0);
    expect(quick.result.findings).toEqual(slow.result.findings);
    expect(quick.result.outcomes.map(({ matches, undated }) => ({ matches, undated }))).toEqual(
      slow.result.outcomes.map(({ matches, undated }) => ({ matches, undated })),
    );
  });

  it('are used where a rule asks for nothing else', async () => {
    const { unread, result } = await found(rule(DETECTIONS[0] ?? ''), true);
    expect(unread).toBeGreaterThan(5);
    expect(result.findings.length).toBeGreaterThan(3);
  });

  it.each([
    ['another field', 'sel:\n  eventName: CreateUser\n  userAgent: x\ncondition: sel', ''],
    ['any value at all', 'sel:\n  - CreateUser\ncondition: sel', ''],
    [
      'a group',
      'sel:\n  eventName: CreateUser\ncondition: sel',
      'x-sealwatch-group-by: [userAgent]\n',
    ],
  ])('are not used for a rule that asks for %s', async (_, detection, more) => {
    const text = rule(detection, more);
    const slow = await found(text, false);
    const quick = await found(text, true);
    expect(quick.unread).toBe(0);
    expect(quick.result.findings).toEqual(slow.result.findings);
  });
});

describe('the log source of events that are made of columns', () => {
  it.each(['cloudtrail', 'hash-chained-log'])('of %s hangs on no other field', (id) => {
    const format = formatById(id);
    const names = sourceFieldsOf([id]) ?? [];
    const few = Object.fromEntries(names.map((name) => [name, 'x']));
    const many = { ...few, Channel: 'Security', EventID: 4625, type: 'EXECVE', message: 'x' };
    const options = { zone: 'UTC' };
    const logSource = format?.logSource(few, options);
    expect(logSource).toBeDefined();
    expect(format?.logSource(many, options)).toEqual(logSource);
    const view = { id: 1, timeUs: null, nanos: 0, ecs: {}, fields: many, logSource, raw: '' };
    expect(withSource('auto', view)).toBe(view);
  });

  it('is said for no other formats, nor for several at once', () => {
    expect(sourceFieldsOf(['evtx'])).toBeUndefined();
    expect(sourceFieldsOf(['cloudtrail', 'json-lines'])).toBeUndefined();
    expect(sourceFieldsOf([])).toBeUndefined();
  });
});
