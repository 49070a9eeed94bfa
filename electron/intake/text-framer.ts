// What cuts the text of a file into records, for whoever reads it: all of it, or what was added to it.

import type { Framing, LogFormat } from '../../shared/formats/format.ts';
import type { Framer } from '../../shared/formats/framing/frame-sink.ts';
import { createJsonFramer } from '../../shared/formats/framing/json.ts';
import { createLineFramer } from '../../shared/formats/framing/lines.ts';
import { createUtf16Framer } from '../../shared/formats/framing/utf-16.ts';
import { inUtf16, utf16Ref } from '../../shared/formats/utf-16.ts';
import type { IntakeLimits } from './limits.ts';

export function textFramer(
  format: LogFormat,
  framing: Framing,
  { maxRecordBytes, maxNesting }: IntakeLimits,
): Framer {
  const inUtf8 =
    format.createFramer?.({ maxRecordBytes }) ??
    (framing === 'json'
      ? createJsonFramer({ maxRecordBytes, maxNesting, containerKeys: format.containerKeys })
      : createLineFramer({ maxRecordBytes }));
  const utf16 = utf16Ref(format.ref);
  return utf16
    ? createUtf16Framer(inUtf8, utf16.order, (next) => inUtf16(next, utf16.order))
    : inUtf8;
}
