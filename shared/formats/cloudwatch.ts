// Records of other formats as Amazon CloudWatch Logs hands them out: behind the time they were taken
// in (an export to a bucket, `aws logs tail`), or as the `message` of a JSON object
// (`filter-log-events`, `get-log-events`, subscriptions, delivery streams). What is inside is read as what it is; what
// stands around it is kept under `cloudwatch`, and its time counts where the record has none of its
// own. The kept record is the whole of it. Lines of containers are read the same way, out of what their
// runtime writes around them, which is kept under `container`.
// Source: "Exporting log data to Amazon S3" and "Real-time processing of log data with subscriptions"
// in the Amazon CloudWatch Logs User Guide.

import { textOf, utf8 } from '../base/bytes.ts';
import { US_PER_DAY } from '../base/time.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { isFields } from '../normalise/field-path.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { createContainerFramer, readContainerText, type ContainerForm } from './container-lines.ts';
import { containerFormOf } from './container-log.ts';
import {
  defineFormat,
  type FileFacts,
  type FormatParts,
  type Glance,
  type LogFormat,
} from './format.ts';
import { sampleOfText, type Sample } from './sample.ts';

/**
 * `line`: the time, then the record; `stream`: the name of a stream between them; `json`; `cri` and
 * `docker`: what container runtimes write.
 */
type Delivery = 'line' | 'stream' | 'json' | ContainerForm;

const REF = /^(?:cloudwatch=(line|stream|json)|container=(cri|docker)):/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const LINE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}) (?=\S)/;
const STREAM = /^\S+ (?=\S)/;
const MOST = 0.6;
const SPACE = 0x20;
const UTC = { zone: 'UTC', anyNumber: true } as const;

/** How records are delivered, and the reference of their own format. */
export function cloudWatchRef(
  ref: string,
): { readonly delivery: Delivery; readonly inner: string } | undefined {
  const match = REF.exec(ref);
  const delivery = match?.[1] ?? match?.[2];
  if (!match || !isDelivery(delivery)) return undefined;
  return { delivery, inner: ref.slice(match[0].length) };
}

const DELIVERIES: readonly Delivery[] = ['line', 'stream', 'json', 'cri', 'docker'];

function isDelivery(name: string | undefined): name is Delivery {
  return DELIVERIES.some((each) => each === name);
}

function isContainers(delivery: Delivery): delivery is ContainerForm {
  return delivery === 'cri' || delivery === 'docker';
}

// ── what a file holds ───────────────────────────────────────────────────────────────────────

export interface DeliveredSample {
  readonly delivery: Delivery;
  /** As if the records had been kept by themselves. */
  readonly sample: Sample;
  /** When the first of them was taken in. */
  readonly takenUs: number | null;
}

/** What may be inside of records that look delivered; whether it is anything is for others to say. */
export function* deliveredIn(sample: Sample): Generator<DeliveredSample> {
  const [first] = sample.records;
  const form = containerFormOf(sample);
  if (form !== undefined) {
    const read = sample.lines.flatMap((line) => {
      const found = readContainerText(utf8(line), form);
      return found.ok ? [found.value] : [];
    });
    if (read.length < MOST * sample.lines.length) return;
    const { around = {} } = read[0] ?? {};
    const taken = around['timestamp'] ?? around['time'];
    yield insideOf(
      form,
      read.map(({ message }) => message),
      taken,
    );
  } else if (first && isMessage(first)) {
    const messages = sample.records.filter(isMessage);
    if (messages.length < MOST * sample.records.length) return;
    const texts = messages.map((each) => String(each['message']).trimEnd());
    yield insideOf('json', texts, first['timestamp']);
  } else if (sample.framing === 'lines' && LINE.test(sample.lines[0] ?? '')) {
    const timed = sample.lines.filter((line) => LINE.test(line));
    if (timed.length < MOST * sample.lines.length) return;
    const texts = sample.text.split(/\r?\n/).map((line) => line.replace(LINE, ''));
    const [taken] = (sample.lines[0] ?? '').split(' ', 1);
    yield insideOf('line', texts, taken);
    yield insideOf(
      'stream',
      texts.map((text) => text.replace(STREAM, '')),
      taken,
    );
  }
}

function insideOf(
  delivery: Delivery,
  texts: readonly string[],
  taken: Fields[string] | undefined,
): DeliveredSample {
  const sample = sampleOfText(utf8(`${texts.join('\n')}\n`), true, []);
  return { delivery, sample, takenUs: eventTimeOf(taken, UTC).timeUs };
}

const MARKS = ['ingestionTime', 'logStreamName'];
/** All that the objects of a subscription have. */
const SUBSCRIBED: ReadonlySet<string> = new Set(['id', 'timestamp', 'message', 'extractedFields']);

function isMessage(record: Fields): boolean {
  if (typeof record['message'] !== 'string') return false;
  // As delivery streams write flow logs.
  if (Object.keys(record).length === 1) return true;
  if (typeof record['timestamp'] !== 'number') return false;
  if (MARKS.some((name) => Object.hasOwn(record, name))) return true;
  return Object.hasOwn(record, 'id') && Object.keys(record).every((name) => SUBSCRIBED.has(name));
}

const HALF_A_YEAR_US = 182 * US_PER_DAY;

/**
 * What is known of the file for the records in it: a stamp without a year is of the time it was
 * taken in, however much later the file was made.
 */
export function factsInside(facts: FileFacts, takenUs: number | null): FileFacts {
  if (takenUs === null) return facts;
  const day = new Date((takenUs + HALF_A_YEAR_US) / 1_000).toISOString().slice(0, 10);
  return facts.changedOn !== undefined && facts.changedOn < day
    ? facts
    : { ...facts, changedOn: day };
}

// ── reading it ──────────────────────────────────────────────────────────────────────────────

/** @param inner a format whose records are lines or JSON values */
export function inCloudWatch(inner: LogFormat, delivery: Delivery): LogFormat {
  const isJson = delivery === 'json';
  const around = isContainers(delivery) ? 'container' : 'cloudwatch';
  // Cut as it was delivered, not as it would be by itself.
  const { createFramer: _cut, layoutOf: _laid, withLayout: _with, at: _at, ...others } = inner;
  const { grownFrom: _grown, glance, ...parts } = others;
  const format: FormatParts = {
    ...parts,
    framings: isJson ? ['json', 'lines'] : ['lines'],
    containerKeys: [],
    parse(record, options): Result<Fields, string> {
      const taken = isContainers(delivery)
        ? fromContainer(record, delivery)
        : isJson
          ? fromObject(record)
          : fromLine(record, delivery);
      if (!taken.ok) return taken;
      const parsed = inner.parse(taken.value.record, options);
      if (!parsed.ok) return parsed;
      return ok({ [around]: taken.value.around, ...parsed.value });
    },
    time(fields, options) {
      const own = inner.time(fields, options);
      if (own.timeUs !== null || options.timeField !== undefined) return own;
      const said = fields[around];
      const taken = isFields(said) ? eventTimeOf(said['timestamp'] ?? said['time'], UTC) : own;
      return taken.timeUs === null ? own : taken;
    },
    ...(isContainers(delivery)
      ? {
          createFramer: ({ maxRecordBytes }) => createContainerFramer(delivery, maxRecordBytes),
        }
      : {}),
    ...(glance && delivery !== 'json' && !isContainers(delivery)
      ? { glance: glanceBehind(glance, inner, delivery) }
      : {}),
  };
  return { ...defineFormat(format), ref: `${around}=${delivery}:${inner.ref}` };
}

interface Delivered {
  readonly around: Fields;
  readonly record: Uint8Array;
}

const NOT_DELIVERED = 'no time of delivery at the start of the line';

function fromLine(record: Uint8Array, delivery: Delivery): Result<Delivered, string> {
  const end = record.indexOf(SPACE);
  const timestamp = textOf(record.subarray(0, Math.max(0, end)));
  if (!TIME.test(timestamp)) return err(NOT_DELIVERED);
  if (delivery === 'line') return ok({ around: { timestamp }, record: record.subarray(end + 1) });
  const streamEnd = record.indexOf(SPACE, end + 1);
  if (streamEnd < 0) return err('no name of a log stream behind the time of delivery');
  const logStreamName = textOf(record.subarray(end + 1, streamEnd));
  return ok({ around: { timestamp, logStreamName }, record: record.subarray(streamEnd + 1) });
}

function fromObject(record: Uint8Array): Result<Delivered, string> {
  const parsed = parseJsonRecord(record);
  if (!parsed.ok) return parsed;
  const { message, ...around } = parsed.value;
  if (typeof message !== 'string') return err('a JSON object without the text of a message');
  return ok({ around, record: utf8(message.trimEnd()) });
}

function fromContainer(record: Uint8Array, form: ContainerForm): Result<Delivered, string> {
  const read = readContainerText(record, form);
  if (!read.ok) return read;
  return ok({ around: read.value.around, record: utf8(read.value.message) });
}

/** The same look, at what stands behind the time. */
function glanceBehind(glance: Glance, inner: LogFormat, delivery: Delivery): Glance {
  return {
    ...glance,
    // What stands at the start of a line is no JSON.
    alike: undefined,
    read(record, options) {
      const taken = fromLine(record, delivery);
      const fields = taken.ok ? glance.read(taken.value.record, options) : undefined;
      // Without a time of its own it needs that of its delivery.
      return fields && inner.time(fields, options).timeUs !== null ? fields : undefined;
    },
  };
}
