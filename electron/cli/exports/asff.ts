// Alerts as findings in the AWS Security Finding Format, which BatchImportFindings takes. Texts are cut
// to the lengths that it allows.
// Source: "AWS Security Finding Format (ASFF) syntax" in the AWS Security Hub User Guide.

import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Alert, AlertState } from '../../../shared/domain/alert.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import type { AlertShape } from '../shapes/alert-shape.ts';
import { attackTags } from './attack-tags.ts';

const MAX_TITLE = 256;
const MAX_DESCRIPTION = 1_024;
const MAX_REMEDIATION = 512;
const MAX_FIELD = 2_048;
const MAX_RESOURCES = 32;
const MAX_TYPES = 50;

export interface AsffPlace {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** Categories of the namespace TTPs that are named like tactics, and where the others belong. */
const TYPES: Readonly<Record<string, string>> = {
  'initial access': 'TTPs/Initial Access',
  execution: 'TTPs/Execution',
  persistence: 'TTPs/Persistence',
  'privilege escalation': 'TTPs/Privilege Escalation',
  'defense evasion': 'TTPs/Defense Evasion',
  'credential access': 'TTPs/Credential Access',
  discovery: 'TTPs/Discovery',
  'lateral movement': 'TTPs/Lateral Movement',
  collection: 'TTPs/Collection',
  'command and control': 'TTPs/Command and Control',
  exfiltration: 'Effects/Data Exfiltration',
  impact: 'Effects/Data Destruction',
};
const OTHER_TYPE = 'Unusual Behaviors/Application';
const INTEGRITY_TYPE = 'Unusual Behaviors/Data';

/** The account and region that all events of an alert are of. */
export function placeOf(events: readonly EventDetail[]): Partial<AsffPlace> {
  const only = (column: string): string | undefined => {
    const values = new Set(events.map((event) => event.ecs[column] ?? ''));
    const [value = ''] = values.size === 1 ? values : [];
    return value === '' ? undefined : value;
  };
  const account = only('cloud.account.id');
  const region = only('cloud.region');
  return {
    ...(account !== undefined && /^\d{12}$/.test(account) ? { account } : {}),
    ...(region === undefined ? {} : { region }),
  };
}

export function asffOfAlert(
  alert: Alert,
  shape: AlertShape,
  events: readonly EventDetail[],
  place: AsffPlace,
): Readonly<Record<string, unknown>> {
  const { finding } = alert;
  const { account, region } = place;
  const types = typesOf(alert);
  const severity = { Label: finding.severity.toUpperCase(), Original: finding.severity };
  const updated = alert.steps.at(-1)?.atUs ?? alert.raisedAtUs;
  const network = networkOf(events);
  return {
    SchemaVersion: '2018-10-08',
    Id: `sealwatch/${finding.id}`,
    ProductArn: `arn:${partitionOf(region)}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'Sealwatch',
    CompanyName: 'Sealwatch',
    GeneratorId: `sealwatch/${finding.ruleId}`,
    AwsAccountId: account,
    Region: region,
    Types: types,
    FirstObservedAt: shape.window.start,
    LastObservedAt: shape.window.end,
    CreatedAt: formatUtc(alert.raisedAtUs, 'ms'),
    UpdatedAt: formatUtc(updated, 'ms'),
    Severity: severity,
    Confidence: Math.round(finding.confidence * 100),
    Title: cut(finding.ruleTitle, MAX_TITLE),
    Description: cut(finding.explanation, MAX_DESCRIPTION),
    ...(finding.actions.length === 0
      ? {}
      : {
          Remediation: {
            Recommendation: { Text: cut(finding.actions.join(' '), MAX_REMEDIATION) },
          },
        }),
    ProductFields: Object.fromEntries(
      [
        ['sealwatch/RuleVersion', finding.ruleVersion],
        ['sealwatch/Count', String(finding.count)],
        ['sealwatch/State', alert.state],
        ...Object.entries(finding.group).map(([name, value]) => [
          cut(`sealwatch/Group/${name}`, 128),
          value,
        ]),
      ].map(([name = '', value = '']) => [name, cut(value, MAX_FIELD)]),
    ),
    ...(network === undefined ? {} : { Network: network }),
    Resources: resourcesOf(events, place),
    FindingProviderFields: { Severity: severity, Types: types },
    Workflow: { Status: workflowOf(alert.state) },
    RecordState:
      alert.state === 'closed' || alert.state === 'false positive' ? 'ARCHIVED' : 'ACTIVE',
  };
}

function typesOf({ finding }: Alert): readonly string[] {
  const { tactics } = attackTags(finding.tags);
  const named = tactics.flatMap((tactic) => TYPES[tactic] ?? []);
  if (named.length > 0) return [...new Set(named)].slice(0, MAX_TYPES);
  return [finding.kind === 'integrity' ? INTEGRITY_TYPE : OTHER_TYPE];
}

/** A finding has one address of each kind, so only what all events agree on. */
function networkOf(events: readonly EventDetail[]): Readonly<Record<string, string>> | undefined {
  const only = (column: string): string => {
    const values = new Set(events.map((event) => event.ecs[column] ?? ''));
    const [value = ''] = values.size === 1 ? values : [];
    return value;
  };
  const source = only('source.ip');
  const destination = only('destination.ip');
  if (source === '' && destination === '') return undefined;
  return {
    ...(source === '' ? {} : { [source.includes(':') ? 'SourceIpV6' : 'SourceIpV4']: source }),
    ...(destination === ''
      ? {}
      : { [destination.includes(':') ? 'DestinationIpV6' : 'DestinationIpV4']: destination }),
  };
}

function resourcesOf(events: readonly EventDetail[], { account, region }: AsffPlace) {
  const partition = partitionOf(region);
  const others = new Set<string>();
  for (const { ecs } of events) {
    const host = ecs['host.name'];
    const user = ecs['user.name'];
    if (host !== undefined) others.add(`host/${host}`);
    if (user !== undefined) others.add(`user/${user}`);
  }
  return [
    { Type: 'AwsAccount', Id: `AWS::::Account:${account}`, Partition: partition, Region: region },
    ...[...others]
      .slice(0, MAX_RESOURCES - 1)
      .map((id) => ({ Type: 'Other', Id: cut(id, 512), Partition: partition, Region: region })),
  ];
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

function workflowOf(state: AlertState): string {
  if (state === 'new') return 'NEW';
  if (state === 'false positive') return 'SUPPRESSED';
  return state === 'closed' ? 'RESOLVED' : 'NOTIFIED';
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
