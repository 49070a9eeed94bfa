// Alerts as OCSF Detection Findings (class 2004) of schema version 1.3.0.
// Source: the Detection Finding class of the Open Cybersecurity Schema Framework.

import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Alert, AlertState } from '../../../shared/domain/alert.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import type { AlertShape } from '../shapes/alert-shape.ts';
import { attackTags } from './attack-tags.ts';

const SCHEMA_VERSION = '1.3.0';
const CLASS_UID = 2004;
const SEVERITY: Readonly<Record<Severity, readonly [id: number, name: string]>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const CREATED = 1;
const UPDATED = 2;
const CLOSED = 3;
const ACTIVITY_NAMES: Readonly<Record<number, string>> = {
  [CREATED]: 'Create',
  [UPDATED]: 'Update',
  [CLOSED]: 'Close',
};

export function ocsfOfAlert(
  alert: Alert,
  shape: AlertShape,
  events: readonly EventDetail[],
  version: string,
): Readonly<Record<string, unknown>> {
  const { finding } = alert;
  const activity = activityOf(alert.state);
  const [statusId, status] = statusOf(alert.state);
  const [severityId, severity] = SEVERITY[finding.severity];
  const { techniques } = attackTags(finding.tags);
  const accounts = [...new Set(events.map((event) => event.ecs['cloud.account.id'] ?? ''))];
  const [account = ''] = accounts.length === 1 ? accounts : [];
  return {
    activity_id: activity,
    activity_name: ACTIVITY_NAMES[activity],
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS_UID,
    class_name: 'Detection Finding',
    type_uid: CLASS_UID * 100 + activity,
    type_name: `Detection Finding: ${ACTIVITY_NAMES[activity] ?? ''}`,
    time: Math.trunc(alert.raisedAtUs / 1_000),
    start_time: Date.parse(shape.window.start),
    end_time: Date.parse(shape.window.end),
    severity_id: severityId,
    severity,
    status_id: statusId,
    status,
    confidence_score: Math.round(finding.confidence * 100),
    count: Math.max(1, Math.round(finding.count)),
    message: finding.explanation,
    is_alert: true,
    metadata: {
      version: SCHEMA_VERSION,
      product: { name: 'Sealwatch', vendor_name: 'Sealwatch', version },
      uid: finding.id,
      ...(account === '' ? {} : { profiles: ['cloud'] }),
    },
    ...(account === '' ? {} : { cloud: { provider: 'AWS', account: { uid: account } } }),
    finding_info: {
      uid: finding.id,
      title: finding.ruleTitle,
      desc: finding.explanation,
      created_time: Math.trunc(alert.raisedAtUs / 1_000),
      first_seen_time: Date.parse(shape.window.start),
      last_seen_time: Date.parse(shape.window.end),
      types: [finding.kind],
      analytic: {
        uid: finding.ruleId,
        name: finding.ruleTitle,
        version: finding.ruleVersion,
        type_id: 1,
        type: 'Rule',
      },
      ...(techniques.length === 0
        ? {}
        : {
            attacks: techniques.map((uid) =>
              uid.includes('.')
                ? { technique: { uid: uid.slice(0, uid.indexOf('.')) }, sub_technique: { uid } }
                : { technique: { uid } },
            ),
          }),
    },
    ...(finding.actions.length === 0 ? {} : { remediation: { desc: finding.actions.join('\n') } }),
    evidences: events.map((event, index) => evidenceOf(event, shape, index)),
    unmapped: { group: finding.group, state: alert.state, historical: alert.historical },
  };
}

function evidenceOf(event: EventDetail, shape: AlertShape, index: number) {
  const { ecs } = event;
  const source = ecs['source.ip'];
  const destination = ecs['destination.ip'];
  const user = ecs['user.name'];
  return {
    data: { ...shape.events[index], exhibit: event.exhibit, sha256: event.sha256 },
    ...(source === undefined ? {} : { src_endpoint: { ip: source } }),
    ...(destination === undefined ? {} : { dst_endpoint: { ip: destination } }),
    ...(user === undefined ? {} : { actor: { user: { name: user } } }),
  };
}

function activityOf(state: AlertState): number {
  if (state === 'new') return CREATED;
  return state === 'closed' || state === 'false positive' ? CLOSED : UPDATED;
}

function statusOf(state: AlertState): readonly [id: number, name: string] {
  if (state === 'new') return [1, 'New'];
  if (state === 'false positive') return [3, 'Suppressed'];
  return state === 'closed' ? [4, 'Resolved'] : [2, 'In Progress'];
}
