// Text of no known kind: a line is an event, its time is the first stamp found in it. The last
// resort: taken only where most lines have a time, or where somebody chose the very file. The
// layout is the day the file was last changed, for stamps without a year, and the templates of
// messages that were found in the first part of the file.

import { textOf } from '../base/bytes.ts';
import { ok } from '../base/result.ts';
import type { EcsValues } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { plainText as textIn } from '../normalise/field-path.ts';
import { findTime } from '../normalise/find-time.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat, type LogFormat } from './format.ts';
import { byPlace } from './in-force.ts';
import { LATEST_DAYS, latestDays, withLaterDay, type DayInForce } from './latest-days.ts';
import {
  mineTemplates,
  minedOf,
  templateReader,
  TEMPLATES_LAYOUT,
  templatesLayout,
} from './message-template.ts';
import type { Sample } from './sample.ts';

const LAYOUT = new RegExp(`^(${LATEST_DAYS})(?: ${TEMPLATES_LAYOUT})?$`, 's');
const WITH_TIMES = 0.25;
/** Enough for a file that was chosen by itself, not for one that lies in a folder. */
const WITHOUT_TIMES = 0.1;
const LEVEL =
  /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|ALERT|EMERG|SEVERE)\b/i;
/** Of which no text has any, but for tabs, line ends, form feeds and the escape of colours. */
const CONTROL = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/;
const MAX_UNREADABLE = 0.1;

function isText({ text }: Sample): boolean {
  if (CONTROL.test(text)) return false;
  const unreadable = text.split('\ufffd').length - 1;
  return unreadable <= text.length * MAX_UNREADABLE;
}

function withLayout(layout: string): LogFormat | undefined {
  const match = LAYOUT.exec(layout);
  if (!match) return undefined;
  const [, named = '', list] = match;
  const mined = list === undefined ? undefined : minedOf(list);
  if (list !== undefined && !mined) return undefined;
  const days = latestDays(named);
  const templateOf = mined && templateReader(mined);
  return days && byPlace(days, (day) => formatOf(layout, named, day, templateOf));
}

/** @param named the days as the layout begins with them */
function formatOf(
  layout: string,
  named: string,
  { latestDay }: DayInForce,
  templateOf: ((message: string) => string) | undefined,
): LogFormat {
  return defineFormat(
    {
      id: 'plain-text',
      title: 'Plain text',
      notLogged: 'What the program that wrote this text leaves out is not known.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf: ({ text }, { changedOn }) =>
        `${changedOn ?? 'unknown'} ${templatesLayout(mineTemplates(text.split('\n')))}`,
      withLayout,
      grownFrom(fromByte, facts) {
        const days = withLaterDay(named, fromByte, facts);
        return days === undefined ? undefined : withLayout(days + layout.slice(named.length));
      },

      recognise(sample) {
        const { framing, lines } = sample;
        if (framing !== 'lines' || lines.length === 0 || !isText(sample)) return 0;
        // Any year will do to see whether a stamp is one.
        const options = { zone: 'UTC', latestDay: '2024-12-31' };
        const dated = lines.filter((line) => findTime(line, options).timeUs !== null);
        return dated.length * 2 > lines.length ? WITH_TIMES : WITHOUT_TIMES;
      },

      parse: (record) => ok({ message: textOf(record) }),

      time(fields, { zone, timeField }) {
        if (timeField !== undefined) {
          return eventTimeOf(fields[timeField], { zone, anyNumber: true });
        }
        return findTime(textIn(fields['message']) ?? '', { zone, latestDay });
      },

      ecs(fields): EcsValues {
        const message = textIn(fields['message']) ?? '';
        const level = LEVEL.exec(message.slice(0, 200))?.[0];
        return {
          'log.level': level,
          ...(templateOf ? { 'message.template': templateOf(message) } : {}),
        };
      },

      logSource: () => undefined,
      summary: (fields) => oneLine(textIn(fields['message']) ?? ''),
    },
    layout,
  );
}

export const plainText: LogFormat = family();

function family(): LogFormat {
  const format = withLayout('unknown');
  if (!format) throw new Error('The year may be unknown.');
  return { ...format, ref: format.id };
}
