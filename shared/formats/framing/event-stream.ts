// Cuts a stream of server-sent events into records: what stands behind `data:`. The name of the field,
// other fields, remarks and the blank lines between events are framing. Data over several lines is
// told line by line, which no writer of logs makes.
// Source: "Server-sent events" in the HTML standard.

import { utf8 } from '../../base/bytes.ts';
import type { Framer, FrameSink } from './frame-sink.ts';
import { createLineFramer } from './lines.ts';

const BEGIN = /^\ufeff?(?:(?::|event:|id:|retry:)[^\n]*\r?\n|\r?\n)*data: ?\{/;
const DATA = utf8('data:');
const OTHERS = [':', 'event:', 'id:', 'retry:'].map(utf8);
const SPACE = 0x20;

export function beginsEventStream(text: string): boolean {
  return BEGIN.test(text);
}

export function createEventStreamFramer({
  maxRecordBytes,
}: {
  readonly maxRecordBytes: number;
}): Framer {
  /** Names of fields in front of data. */
  let named = 0;
  const lines = createLineFramer({
    maxRecordBytes,
    isFraming: (line) => OTHERS.some((name) => beginsWith(line, name)),
  });
  const behindName = (sink: FrameSink): FrameSink => ({
    ...sink,
    record(line, byteOffset) {
      let begin = beginsWith(line, DATA) ? DATA.length : 0;
      if (begin > 0 && line[begin] === SPACE) begin += 1;
      named += begin;
      sink.record(line.subarray(begin), byteOffset + begin);
    },
  });
  return {
    get framingBytes() {
      return lines.framingBytes + named;
    },
    get recordsSeen() {
      return lines.recordsSeen;
    },
    push: (chunk, sink) => lines.push(chunk, behindName(sink)),
    finish: (sink) => lines.finish(behindName(sink)),
  };
}

function beginsWith(line: Uint8Array, name: Uint8Array): boolean {
  return name.every((byte, at) => line[at] === byte);
}
