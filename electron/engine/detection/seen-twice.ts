// The same event in two exhibits (a trail and its copy, a database and its export as lines) counts
// once for rules. What makes two records the same event is the log's own identity of it: CloudTrail's
// eventID with the account, a chained log's entry_id with its content hash, S3's request id. Records
// without one are never taken for the same, and neither are two of one exhibit.

import { hash } from 'node:crypto';
import { FieldIndex } from '../../../shared/match/field-index.ts';
import { FieldReader, valueText } from '../../../shared/match/fields.ts';
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

const reader = new FieldReader();
/** Most logs have none of these fields, which is told by one walk over the keys of an event. */
const index = new FieldIndex(
  IDENTITIES.flatMap(({ needed, also }) => [...needed, ...(also === undefined ? [] : [also])]).map(
    (field) => ({ field, slot: reader.slot(field) }),
  ),
);

function identityOf(event: EventView): string | undefined {
  index.read(event);
  reader.begin(event, index);
  for (const identity of IDENTITIES) {
    const texts = identityAs(identity);
    if (texts !== undefined) return texts.join('\u0000');
  }
  return undefined;
}

function identityAs({ needed, also }: Identity): string[] | undefined {
  const texts: string[] = [];
  for (const field of needed) {
    const text = textOf(field);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  if (also !== undefined) texts.push(textOf(also) ?? '');
  return texts;
}

function textOf(field: string): string | undefined {
  const [value] = reader.values(reader.slot(field)) ?? [];
  return value === undefined || value === null ? undefined : valueText(value);
}

/** Equal for the same event in two exhibits, 0 where its log gives it no identity: 48 bits. */
export function identityNumber(event: EventView): number {
  const identity = identityOf(event);
  if (identity === undefined) return 0;
  return Math.max(1, Number.parseInt(hash('sha256', identity, 'hex').slice(0, 12), 16));
}

export interface SeenTwice {
  /** True for an event that another exhibit has shown before. */
  isSeen(event: EventView, sourceId: number): boolean;
  /**
   * The same for an event whose record was not read: it is only where an event of another exhibit has
   * the same time, as copies have.
   */
  isSeenUnread(event: EventView, sourceId: number): boolean;
}

/** What was shown at one time, by one exhibit as long as nobody had to ask what it was. */
interface Moment {
  sourceId: number;
  /** Numbers of events whose identity nobody knows yet. */
  unread: number[];
  isMixed: boolean;
}

/**
 * Asks nothing where there is only one exhibit.
 * @param read reads the record of an event
 */
export function createSeenTwice(exhibits: number, read: (id: number) => EventView): SeenTwice {
  if (exhibits < 2) return { isSeen: () => false, isSeenUnread: () => false };
  const firstSource = new Map<string, number>();
  const moments = new Map<number, Moment>();

  const identify = (event: EventView, sourceId: number): boolean => {
    const identity = identityOf(event);
    if (identity === undefined) return false;
    const first = firstSource.get(identity);
    if (first === undefined) firstSource.set(identity, sourceId);
    return first !== undefined && first !== sourceId;
  };

  /** True where another exhibit shows something at that time too: then all of it is identified. */
  const isShared = (timeUs: number, sourceId: number): boolean => {
    const moment = moments.get(timeUs);
    if (moment === undefined) {
      moments.set(timeUs, { sourceId, unread: [], isMixed: false });
      return false;
    }
    if (moment.sourceId !== sourceId && !moment.isMixed) {
      moment.isMixed = true;
      for (const id of moment.unread) identify(read(id), moment.sourceId);
      moment.unread = [];
    }
    return moment.isMixed;
  };

  return {
    isSeen(event, sourceId) {
      if (event.timeUs !== null) isShared(event.timeUs, sourceId);
      return identify(event, sourceId);
    },
    isSeenUnread(event, sourceId) {
      const { timeUs, id } = event;
      if (timeUs === null || isShared(timeUs, sourceId)) return identify(read(id), sourceId);
      moments.get(timeUs)?.unread.push(id);
      return false;
    },
  };
}
