// Lines of containers whose text is of no known kind: a line that a program wrote is an event, its time
// that at which the runtime took it in. Text of a known kind is read as what it is (cloudwatch.ts). The
// layout says which runtime wrote the file.

import { ok, type Result } from '../base/result.ts';
import type { EcsValues, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { firstText } from '../normalise/field-path.ts';
import { oneLine } from '../normalise/one-line.ts';
import {
  createContainerFramer,
  isCriLine,
  isDockerRecord,
  readContainerText,
  type ContainerForm,
} from './container-lines.ts';
import { defineFormat, type LogFormat } from './format.ts';
import type { Sample } from './sample.ts';

const LEVEL =
  /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|ALERT|EMERG|SEVERE)\b/i;
/** So that text of a known kind inside is looked for, and nothing is taken for plain JSON lines. */
const CONFIDENCE = 0.5;

export function containerFormOf({ framing, lines, records }: Sample): ContainerForm | undefined {
  if (framing !== 'lines') return undefined;
  const [first] = records;
  if (first) return isDockerRecord(first) ? 'docker' : undefined;
  return isCriLine(lines[0] ?? '') ? 'cri' : undefined;
}

function withLayout(form: string): LogFormat | undefined {
  if (form !== 'cri' && form !== 'docker') return undefined;
  return defineFormat(
    {
      id: 'container-log',
      title: 'Container log',
      notLogged:
        'A container log holds what the programs of one container wrote to their standard output: what they write to files is not there, old files are dropped when they are rotated, and times are those at which the runtime took a line in.',
      framings: ['lines'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf: (sample) => containerFormOf(sample) ?? 'cri',
      withLayout,
      createFramer: ({ maxRecordBytes }) => createContainerFramer(form, maxRecordBytes),

      recognise(sample) {
        const { lines, records, unreadable } = sample;
        switch (containerFormOf(sample)) {
          case 'cri':
            return (CONFIDENCE * lines.filter(isCriLine).length) / lines.length;
          case 'docker':
            return (
              (CONFIDENCE * records.filter(isDockerRecord).length) / (records.length + unreadable)
            );
          case undefined:
            return 0;
        }
      },

      parse(record): Result<Fields, string> {
        const read = readContainerText(record, form);
        if (!read.ok) return read;
        const { around, message } = read.value;
        return ok({ ...around, [form === 'docker' ? 'log' : 'message']: message });
      },

      time: (fields, { zone, timeField }) =>
        eventTimeOf(timeField === undefined ? firstText(fields, TIMES) : fields[timeField], {
          zone,
          anyNumber: timeField !== undefined,
        }),

      ecs(fields): EcsValues {
        const level = LEVEL.exec((firstText(fields, TEXTS) ?? '').slice(0, 200))?.[0];
        return { 'log.level': level };
      },

      logSource: () => undefined,
      summary: (fields) => oneLine(firstText(fields, TEXTS) ?? ''),
    },
    form,
  );
}

const TIMES = ['timestamp', 'time'];
const TEXTS = ['message', 'log'];

export const containerLog: LogFormat = family();

/** To be laid out for each file. */
function family(): LogFormat {
  const format = withLayout('cri');
  if (!format) throw new Error('CRI is one of the forms.');
  return { ...format, ref: format.id };
}
