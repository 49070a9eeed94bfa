// Windows events as JSON, however it is cut: one object a line, a list, or objects one after the
// other over as many lines as they like.

import { defineFormat, type FormatParts, type LogFormat } from './format.ts';
import { createJsonFramer } from './framing/json.ts';
import { beginsNumbered, createNumberedFramer } from './framing/numbered-records.ts';
import {
  parseWindowsEvent,
  WINDOWS_NOT_LOGGED,
  windowsEcs,
  windowsSummary,
  windowsTime,
} from './windows-event.ts';
import { isFreeInWindowsEvent, windowsShape, type WindowsShape } from './windows-event-shapes.ts';

/** How sure a record of that shape makes it. */
const SURE: Readonly<Record<WindowsShape, number>> = { event: 0.97, elastic: 0.95, flat: 0.8 };

const NUMBERED = 'numbered';

const PARTS: FormatParts = {
  id: 'windows-event-json',
  title: 'Windows events as JSON',
  notLogged: WINDOWS_NOT_LOGGED,
  framings: ['lines', 'json'],
  containerKeys: [],
  holdsEvents: true,
  layoutOf: ({ text }) => (beginsNumbered(text) ? NUMBERED : ''),
  withLayout: (layout) => (layout === NUMBERED ? numbered : undefined),
  recognise({ framing, records }) {
    if (framing === 'rows' || records.length === 0) return 0;
    let sum = 0;
    for (const record of records) {
      const shape = windowsShape(record);
      if (shape !== undefined) sum += SURE[shape];
    }
    return sum / records.length;
  },
  parse: parseWindowsEvent,
  isFree: isFreeInWindowsEvent,
  time: windowsTime,
  ecs: windowsEcs,
  logSource: () => ({ product: 'windows' }),
  summary: windowsSummary,
};

export const windowsEventJson: LogFormat = defineFormat(PARTS);
const numbered: LogFormat = defineFormat(
  {
    ...PARTS,
    createFramer: (options) => createNumberedFramer(createJsonFramer(options)),
  },
  NUMBERED,
);
