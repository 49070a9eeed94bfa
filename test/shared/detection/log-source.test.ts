import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { at, event, ruleSet } from './support.ts';
import { windowsService } from '../../../shared/detection/log-sources/event-source.ts';
import {
  WINDOWS_CATEGORIES,
  WINDOWS_CHANNELS,
} from '../../../shared/detection/log-sources/windows.ts';
import type { Routing } from '../../../shared/detection/log-source.ts';
import { auditd } from '../../../shared/formats/auditd.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import { createMatchRun } from '../../../shared/detection/match-run.ts';
import type { EventView, Fields, LogSource } from '../../../shared/domain/event.ts';

function sees(
  source: string,
  fields: Fields,
  logSource?: LogSource,
  route: Routing = 'auto',
  field = 'EventID',
): boolean {
  const set = ruleSet(
    `title: A rule\nid: r\nlogsource: {${source}}\ndetection:\n  s:\n    ${field}: '*'\n  condition: s\n`,
  );
  const matching = createMatchRun(set, { zone: 'UTC', route });
  matching.push(event(1, fields, logSource === undefined ? {} : { logSource }));
  return matching.finish()[0]?.matches.length === 1;
}

const windows = { product: 'windows' };
const sysmon = (id: number, more: Fields = {}): Fields => ({
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  EventID: id,
  ...more,
});

describe('log sources of Windows', () => {
  it('are services by channel, without regard to case', () => {
    expect(
      sees('product: windows, service: security', { Channel: 'Security', EventID: 1 }, windows),
    ).toBe(true);
    expect(
      sees('product: windows, service: security', { Channel: 'SECURITY', EventID: 1 }, windows),
    ).toBe(true);
    expect(
      sees('product: windows, service: security', { Channel: 'System', EventID: 1 }, windows),
    ).toBe(false);
    expect(windowsService('Microsoft-Windows-AppLocker/MSI and Script')).toBe('applocker');
  });

  it('are categories by the number of the event', () => {
    expect(sees('product: windows, category: process_creation', sysmon(1), windows)).toBe(true);
    expect(sees('category: process_creation', sysmon(1), windows)).toBe(true);
    expect(sees('product: windows, service: sysmon', sysmon(1), windows)).toBe(true);
    expect(sees('product: windows, category: file_event', sysmon(1), windows)).toBe(false);
    expect(sees('product: windows, category: file_event', sysmon(11), windows)).toBe(true);
    expect(sees('product: linux, category: process_creation', sysmon(1), windows)).toBe(false);
  });

  it('ask for the channel too: number 1 of another channel creates no process', () => {
    const other = { Channel: 'System', EventID: 1 };
    expect(sees('product: windows, category: process_creation', other, windows)).toBe(false);
  });

  it('know what happened to a registry key by its EventType', () => {
    const created = sysmon(12, { EventType: 'CreateKey' });
    const deleted = sysmon(12, { EventType: 'DeleteValue' });
    expect(sees('product: windows, category: registry_add', created, windows)).toBe(true);
    expect(sees('product: windows, category: registry_delete', created, windows)).toBe(false);
    expect(sees('product: windows, category: registry_delete', deleted, windows)).toBe(true);
    for (const each of [created, deleted, sysmon(13), sysmon(14)]) {
      expect(sees('product: windows, category: registry_event', each, windows)).toBe(true);
    }
  });

  it('let rules for new processes see event 4688 under the names they use', () => {
    const fields = { Channel: 'Security', EventID: 4688, NewProcessName: 'a.exe' };
    const rule = 'product: windows, category: process_creation';
    expect(sees(rule, fields, windows, 'auto', 'Image')).toBe(true);
    expect(sees(rule, fields, windows, 'auto', 'ParentImage')).toBe(false);
    expect(sees('product: windows, service: security', fields, windows)).toBe(true);
  });

  it('let antivirus rules see Defender under the names they use', () => {
    const fields = {
      Channel: 'Microsoft-Windows-Windows Defender/Operational',
      EventID: 1116,
      'Threat Name': 'x',
    };
    expect(sees('category: antivirus', fields, windows, 'auto', 'Signature')).toBe(true);
  });
});

describe('log sources of other systems', () => {
  it('let a wider name see a narrower one, not the other way round', () => {
    const sshd = { product: 'linux', service: 'sshd' };
    expect(sees('product: linux, service: auth', { EventID: 1 }, sshd)).toBe(true);
    expect(
      sees('product: linux, service: sshd', { EventID: 1 }, { product: 'linux', service: 'auth' }),
    ).toBe(false);
    expect(sees('product: linux', { EventID: 1 }, sshd)).toBe(true);
    expect(sees('product: linux, service: auditd', { EventID: 1 }, sshd)).toBe(false);
  });

  it('let firewall rules see flow logs, however they spell the names', () => {
    const flow = { product: 'aws', service: 'vpcflow' };
    expect(sees('category: firewall', { dstport: 22 }, flow, 'auto', 'DST_PORT')).toBe(true);
    expect(sees('category: firewall', { dstport: 22 }, flow, 'auto', 'dst_port.x')).toBe(false);
    expect(sees('category: firewall', { dstport: 22 }, flow, 'auto', 'dst_port')).toBe(true);
    expect(sees('product: aws, service: vpcflow', { dstport: 22 }, flow, 'auto', 'dstport')).toBe(
      true,
    );
    expect(
      sees('product: aws, service: cloudtrail', { dstport: 22 }, flow, 'auto', 'dstport'),
    ).toBe(false);
  });

  it('let correlations, filters and field references use the names of a category alone', () => {
    const flow = (id: number, srcaddr: string, dstaddr: string) =>
      event(
        id,
        { srcaddr, dstaddr, action: 'REJECT' },
        { timeUs: at(id), logSource: { product: 'aws', service: 'vpcflow' } },
      );
    const set = ruleSet(
      'title: Turned away\nid: a\nname: a\nlogsource: {category: firewall}\ndetection: {s: {action: REJECT}, own: {action|fieldref: src_ip}, condition: s and not own}\n',
      'title: Twice\nid: c\ncorrelation: {type: event_count, rules: [a], group-by: [dst_ip], timespan: 1m, condition: {gte: 2}}\n',
      'title: Not ours\nid: f\nlogsource: {category: firewall}\nfilter: {rules: [a], ours: {src_ip|startswith: 192.0.2.}, condition: not ours}\n',
    );
    const matching = createMatchRun(set, { zone: 'UTC', route: 'auto' });
    const flows = [
      flow(1, '10.0.0.1', '10.0.0.8'),
      flow(2, '192.0.2.1', '10.0.0.9'),
      flow(3, '10.0.0.1', '10.0.0.9'),
      flow(4, '10.0.0.1', '10.0.0.8'),
    ];
    for (const each of flows) matching.push(each);
    const twice = matching.finish().find(({ rule }) => rule.id === 'c');
    expect(twice?.groups.map(({ matches, group }) => ({ matches, group }))).toEqual([
      { matches: [1, 4], group: { dst_ip: '10.0.0.8' } },
    ]);
  });

  it('do not matter where routing is off, and always where it is on', () => {
    expect(sees('product: linux', sysmon(1), windows, 'never')).toBe(true);
    expect(sees('product: linux', { EventID: 1 }, undefined, 'auto')).toBe(true);
    expect(sees('product: linux', { EventID: 1 }, undefined, 'always')).toBe(false);
    expect(sees('product: windows, service: sysmon', sysmon(1), undefined, 'always')).toBe(true);
  });

  it('leave the text of an event alone until something reads it', () => {
    let reads = 0;
    const view: EventView = {
      ...event(1, sysmon(1), { logSource: windows }),
      get raw() {
        reads++;
        return '{}';
      },
    };
    const set = ruleSet(
      'title: t\nlogsource: {product: windows}\ndetection: {s: {EventID: 1}, condition: s}\n',
    );
    const matching = createMatchRun(set, { zone: 'UTC', route: 'auto' });
    matching.push(view);
    expect(matching.finish()[0]?.matches).toEqual([1]);
    expect(reads).toBe(0);
  });
});

const MAP = '../shared/fixtures/sigma-regression/thor-logsource-map.yml';

interface Mapped {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
  readonly sources?: readonly string[];
  readonly conditions?: {
    readonly EventID: number | readonly number[];
    readonly EventType?: string;
  };
  readonly rewrite?: { readonly service: string };
}

describe.skipIf(!existsSync(MAP))('the map of a widely used scanner', () => {
  const mapped = existsSync(MAP)
    ? Object.values(
        (parse(readFileSync(MAP, 'utf8')) as { logsources: Record<string, Mapped> }).logsources,
      )
    : [];

  it('has no channel that is of another service here', () => {
    for (const { service, sources } of mapped) {
      for (const source of sources ?? []) {
        const [kind, channel = ''] = source.split(/:(.*)/s);
        if (kind === 'WinEventLog') expect(windowsService(channel), channel).toBe(service);
      }
    }
  });

  it('has no category that is not seen here', () => {
    for (const { category, conditions, rewrite } of mapped) {
      if (category === undefined || conditions === undefined || rewrite === undefined) continue;
      const channel = WINDOWS_CHANNELS[rewrite.service]?.[0] ?? '';
      for (const id of [conditions.EventID].flat()) {
        const fields = { Channel: channel, EventID: id, EventType: conditions.EventType ?? null };
        expect(sees(`category: ${category}`, fields, windows), `${category} ${id}`).toBe(true);
      }
    }
    expect(WINDOWS_CATEGORIES.length).toBeGreaterThan(30);
  });
});

describe('the Linux audit log', () => {
  const started = [
    'type=SYSCALL msg=audit(1700000000.123:42): arch=c000003e syscall=59 success=yes exit=0 a0=55d0 a1=55d1 a2=55d2 a3=8 items=2 ppid=900 pid=901 auid=1000 uid=0 comm="nc" exe="/usr/bin/nc.openbsd" key=(null)\x1dUID="root"',
    'type=EXECVE msg=audit(1700000000.123:42): argc=3 a0="nc" a1="-e" a2="/bin/sh"',
    'type=CWD msg=audit(1700000000.123:42): cwd="/tmp"',
  ].join('\n');
  const rule = (source: string, detection: string) =>
    ruleSet(
      `title: R\nid: r\nlogsource:\n  product: linux\n  ${source}\ndetection:\n  s:\n${detection.replace(/^/gm, '    ')}\n  condition: s\n`,
    );
  const matchesLine = (set: ReturnType<typeof rule>, line: string): boolean => {
    const read = auditd.normalise(utf8(line), { zone: 'UTC' });
    if (!read.ok) throw new Error(read.error);
    const { time, ecs, fields, logSource } = read.value;
    const matching = createMatchRun(set, { zone: 'UTC', route: 'auto' });
    matching.push({
      id: 1,
      timeUs: time.timeUs,
      nanos: time.nanos,
      ecs,
      fields,
      logSource,
      raw: line,
    });
    return matching.finish()[0]?.matches.length === 1;
  };
  const created = rule(
    'category: process_creation',
    "Image|endswith: '/nc.openbsd'\nCommandLine: 'nc -e /bin/sh'\nCurrentDirectory: /tmp\nUser: root\nParentProcessId: 900",
  );

  it('shows programs that were started to rules on the creation of processes', () => {
    expect(matchesLine(created, started)).toBe(true);
    expect(matchesLine(rule('service: auditd', 'type: EXECVE\na1: -e'), started)).toBe(true);
  });

  it('shows them neither what could not be started nor other calls', () => {
    const anything = rule('category: process_creation', 'pid: 901');
    expect(matchesLine(anything, started)).toBe(true);
    expect(matchesLine(anything, started.replace('success=yes', 'success=no'))).toBe(false);
    expect(matchesLine(anything, started.split('\n')[0] ?? '')).toBe(false);
  });
});
