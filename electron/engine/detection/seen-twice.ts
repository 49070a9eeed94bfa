// The same event in two exhibits (a trail and its copy, a database and its export as lines) counts
// once for rules. What makes two records the same event is the log's own identity of it: CloudTrail's
// eventID with the account, a chained log's entry_id with its content hash, S3's request id. Records
// without one are never taken for the same, and neither are two of one exhibit.

import { hash } from 'node:crypto';
import { fieldValues, valueText } from '../../../shared/match/fields.ts';
import type { EventView } from '../../../shared/domain/event.ts';

interface Identity {
  /** Without one of these there is none. */
  readonly needed: readonly string[];
  readonly also?: string;
}

const IDENTITIES: readonly Identity[] = [
  { needed: ['eventID', 'eventSource'], also: 'recipientAccountId' },
  { needed: ['entry_id', 'content_hash'] },
  { needed: ['entry_id', 'integrity.content_hash'] },
  { needed: ['requestid', 'hostid'] },
];

function identityOf(event: EventView): string | undefined {
  for (const identity of IDENTITIES) {
    const texts = identityAs(identity, event);
    if (texts !== undefined) return texts.join('\u0000');
  }
  return undefined;
}

/** Looking for a field that is not there is the slow part: after one of them no other is looked for. */
function identityAs({ needed, also }: Identity, event: EventView): string[] | undefined {
  const texts: string[] = [];
  for (const field of needed) {
    const text = textOf(event, field);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  if (also !== undefined) texts.push(textOf(event, also) ?? '');
  return texts;
}

function textOf(event: EventView, field: string): string | undefined {
  const [value] = fieldValues(event, field) ?? [];
  return value === undefined || value === null ? undefined : valueText(value);
}

/** Equal for the same event in two exhibits, 0 where its log gives it no identity: 48 bits. */
export function identityNumber(event: EventView): number {
  const identity = identityOf(event);
  if (identity === undefined) return 0;
  return Math.max(1, Number.parseInt(hash('sha256', identity, 'hex').slice(0, 12), 16));
}

/** True for an event that another exhibit has shown before. Asks nothing where there is only one. */
export function createSeenTwice(exhibits: number): (event: EventView, sourceId: number) => boolean {
  if (exhibits < 2) return () => false;
  const firstSource = new Map<string, number>();
  return (event, sourceId) => {
    const identity = identityOf(event);
    if (identity === undefined) return false;
    const first = firstSource.get(identity);
    if (first === undefined) firstSource.set(identity, sourceId);
    return first !== undefined && first !== sourceId;
  };
}
