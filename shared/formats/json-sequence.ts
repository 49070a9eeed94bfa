// A format whose JSON records stand in a text sequence (RFC 7464), as `journalctl -o json-seq` and
// `jq --seq` write them, or in a stream of server-sent events, as `journalctl -o json-sse` does. How the
// file is cut stands in front of the format.

import type { LogFormat } from './format.ts';
import { createEventStreamFramer } from './framing/event-stream.ts';
import { createSequenceFramer } from './framing/json-sequence.ts';

const MARK = 'json-seq:';
const STREAM_MARK = 'json-sse:';

/** The reference of the format inside, where the file is such a sequence. */
export function sequenceRef(ref: string): string | undefined {
  return ref.startsWith(MARK) ? ref.slice(MARK.length) : undefined;
}

/** @param inner a format whose records are JSON values */
export function inSequence(inner: LogFormat): LogFormat {
  return { ...inner, ref: MARK + inner.ref, createFramer: createSequenceFramer };
}

/** The reference of the format inside, where the file is a stream of events. */
export function eventStreamRef(ref: string): string | undefined {
  return ref.startsWith(STREAM_MARK) ? ref.slice(STREAM_MARK.length) : undefined;
}

/** @param inner a format whose records are JSON values */
export function inEventStream(inner: LogFormat): LogFormat {
  return { ...inner, ref: STREAM_MARK + inner.ref, createFramer: createEventStreamFramer };
}
