// The narrow columns of a CloudTrail event, out of its members: of events that are read in full, and of
// those that are only glanced at because they are like others. Both give the same.

import type { EcsValues, EventTime, Fields, FieldValue } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { isFields, plainText } from '../normalise/field-path.ts';
import { createJsonGlance } from '../normalise/glance/json-glance.ts';
import { valueAt, type FieldPath, type ValueOf } from '../normalise/glance/answers.ts';
import { ipText } from '../normalise/ip-text.ts';
import type { GlanceAlike } from './format.ts';

const NO_FIELDS: Fields = {};
/** Members of `responseElements` that say how it went. */
const ANSWERS = ['ConsoleLogin', 'SwitchRole', 'ExitRole', 'CheckMfa', 'PasswordUpdated'] as const;
/** What in an identity may name it, in this order: see `nameFrom`. */
const NAMES: readonly FieldPath[] = [
  ...[['userName'], ['type'], ['arn'], ['sessionContext', 'sessionIssuer', 'userName']],
  ...[['onBehalfOf', 'userId'], ['invokedBy'], ['principalId'], ['accountId']],
];

/** What `time`, `ecs` and most rules look at in an event that is not wrapped in anything. */
export const eventMembers = createJsonGlance({
  ...{ eventTime: true, eventName: true, eventSource: true, awsRegion: true, readOnly: true },
  ...{ sourceIPAddress: true, recipientAccountId: true, errorCode: true, errorMessage: true },
  insightDetails: { eventName: true },
  responseElements: Object.fromEntries(ANSWERS.map((name) => [name, true as const])),
  userIdentity: {
    ...{ type: true, userName: true, arn: true, accountId: true, principalId: true },
    invokedBy: true,
    onBehalfOf: { userId: true },
    sessionContext: { sessionIssuer: { userName: true } },
  },
});

/** What comes of which members. */
export const EVENTS_ALIKE: GlanceAlike = {
  glance: eventMembers,
  isRead: { from: [['eventName']], value: (valueOf) => typeof valueOf(0) === 'string' },
  time: { from: [['eventTime']], value: (valueOf) => timeOf(valueOf(0)) },
  columns: {
    'event.action': {
      from: [['eventName'], ['insightDetails', 'eventName']],
      value: (valueOf) => plainText(valueOf(0)) ?? plainText(valueOf(1)),
    },
    'event.outcome': {
      from: [
        ...[['errorCode'], ['errorMessage']],
        ...ANSWERS.map((name) => ['responseElements', name]),
      ],
      value(valueOf) {
        const saysSo =
          plainText(valueOf(0)) !== undefined ||
          plainText(valueOf(1)) !== undefined ||
          ANSWERS.some((_, index) => valueOf(2 + index) === 'Failure');
        return saysSo ? 'failure' : 'success';
      },
    },
    'event.provider': {
      from: [['eventSource']],
      value: (valueOf) => plainText(valueOf(0)),
    },
    'user.name': {
      from: NAMES.map((path) => ['userIdentity', ...path]),
      value: nameFrom,
    },
    'source.ip': {
      from: [['sourceIPAddress']],
      value: (valueOf) => ipText(plainText(valueOf(0))),
    },
    'service.name': {
      from: [['eventSource']],
      value(valueOf) {
        const provider = plainText(valueOf(0));
        return provider && serviceOf(provider);
      },
    },
    'cloud.account.id': {
      from: [['recipientAccountId'], ['userIdentity', 'accountId']],
      value: (valueOf) => plainText(valueOf(0)) ?? plainText(valueOf(1)),
    },
    'cloud.region': {
      from: [['awsRegion']],
      value: (valueOf) => plainText(valueOf(0)),
    },
  },
};

/** Query engines leave out the zone of the event's time, which is always UTC. */
export function timeOf(value: FieldValue | undefined): EventTime {
  return eventTimeOf(value, { zone: 'UTC', anyNumber: true });
}

export function isNamed(fields: Fields): boolean {
  return typeof fields['eventName'] === 'string';
}

export function columnsOf(fields: Fields): EcsValues {
  const identity = objectAt(fields, 'userIdentity');
  const action = actionOf(fields);
  const provider = plainText(fields['eventSource']);
  const user = userOf(fields);
  const source = plainText(fields['sourceIPAddress']);
  const account = plainText(fields['recipientAccountId']) ?? plainText(identity['accountId']);
  const region = plainText(fields['awsRegion']);
  const id = plainText(fields['eventID']);
  return {
    'event.action': action,
    'event.outcome': failed(fields) ? 'failure' : 'success',
    'event.provider': provider,
    'user.name': user,
    'source.ip': ipText(source),
    'service.name': provider && serviceOf(provider),
    'cloud.account.id': account,
    'cloud.region': region,
    'event.id': id,
  };
}

function objectAt(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : NO_FIELDS;
}

export function actionOf(fields: Fields): string | undefined {
  return (
    plainText(fields['eventName']) ?? plainText(objectAt(fields, 'insightDetails')['eventName'])
  );
}

export function serviceOf(provider: string): string {
  return provider.endsWith('.amazonaws.com')
    ? provider.slice(0, -'.amazonaws.com'.length)
    : provider;
}

/** A failed sign-in carries no error code on some paths, only the answer. */
export function failed(fields: Fields): boolean {
  if (plainText(fields['errorCode']) !== undefined) return true;
  if (plainText(fields['errorMessage']) !== undefined) return true;
  const answer = fields['responseElements'];
  if (!isFields(answer)) return false;
  return ANSWERS.some((name) => answer[name] === 'Failure');
}

/** The name a person would call the identity by: `alice`, `root`, `Role/session`, a service. */
export function userOf(fields: Fields): string | undefined {
  const identity = objectAt(fields, 'userIdentity');
  return nameFrom((field) => valueAt(identity, NAMES[field] ?? []));
}

function nameFrom(valueOf: ValueOf): string | undefined {
  const name = plainText(valueOf(0));
  if (name !== undefined) return name;
  if (valueOf(1) === 'Root') return 'root';
  const arn = plainText(valueOf(2));
  if (arn !== undefined) {
    const resource = arn.slice(arn.lastIndexOf(':') + 1);
    const slash = resource.indexOf('/');
    if (slash > 0) return resource.slice(slash + 1);
  }
  for (let field = 3; field < NAMES.length; field += 1) {
    const other = plainText(valueOf(field));
    if (other !== undefined) return other;
  }
  return undefined;
}
