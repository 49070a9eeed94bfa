// Every format that can be read. The order decides where two are equally sure.

import { auditd } from './auditd.ts';
import { carriageReturnsRef, withReturns } from './carriage-returns.ts';
import { checksumManifest } from './checksum-manifest.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudtrailDigest } from './cloudtrail-digest.ts';
import { cloudWatchRef, deliveredIn, factsInside, inCloudWatch } from './cloudwatch.ts';
import { containerLog } from './container-log.ts';
import { csv } from './csv.ts';
import type { FileFacts, LogFormat } from './format.ts';
import { hashChainedLog } from './hash-chained-log.ts';
import { journald } from './journald.ts';
import { jsonArray } from './json-array.ts';
import { jsonLines } from './json-lines.ts';
import { eventStreamRef, inEventStream, inSequence, sequenceRef } from './json-sequence.ts';
import { formatOfRows, inResultSet, resultSetRef } from './athena-results.ts';
import { parquet } from './parquet.ts';
import { plainText } from './plain-text.ts';
import { s3Access } from './s3-access.ts';
import type { Sample } from './sample.ts';
import { syslog } from './syslog.ts';
import { inUtf16, utf16Ref } from './utf-16.ts';
import { vpcFlow } from './vpc-flow.ts';
import { w3cExtended } from './w3c-extended.ts';
import { webAccess } from './web-access.ts';
import { windowsEventJson } from './windows-event-json.ts';
import { windowsEventLog } from './windows-event-log.ts';
import { inWrappedList, wrappedListRef } from './wrapped-list.ts';
import { zeek } from './zeek.ts';

export const FORMATS: readonly LogFormat[] = [
  hashChainedLog,
  cloudtrailDigest,
  checksumManifest,
  cloudtrail,
  windowsEventLog,
  windowsEventJson,
  vpcFlow,
  s3Access,
  webAccess,
  w3cExtended,
  zeek,
  auditd,
  journald,
  syslog,
  containerLog,
  jsonLines,
  jsonArray,
  csv,
  parquet,
  plainText,
];

/** Layouts met so far: files of one kind share theirs, and records are looked up one by one. */
const laidOut = new Map<string, LogFormat>();
const LAYOUTS_KEPT = 1_000;

/** @param ref an id, or an id with a layout behind a colon */
export function formatById(ref: string): LogFormat | undefined {
  const colon = ref.indexOf(':');
  if (colon < 0) return FORMATS.find((format) => format.id === ref);
  const known = laidOut.get(ref);
  if (known) return known;
  const format = laidOutFormat(ref, colon);
  if (!format) return undefined;
  if (laidOut.size >= LAYOUTS_KEPT) laidOut.clear();
  laidOut.set(ref, format);
  return format;
}

function laidOutFormat(ref: string, colon: number): LogFormat | undefined {
  const utf16 = utf16Ref(ref);
  if (utf16) {
    const inner = utf16Ref(utf16.inner) ? undefined : formatById(utf16.inner);
    return inner && inUtf16(inner, utf16.order);
  }
  const lines = carriageReturnsRef(ref);
  if (lines !== undefined) {
    const inner = carriageReturnsRef(lines) === undefined ? formatById(lines) : undefined;
    return inner && withReturns(inner);
  }
  const sequence = sequenceRef(ref);
  if (sequence !== undefined) {
    const inner = sequenceRef(sequence) === undefined ? formatById(sequence) : undefined;
    return inner && inSequence(inner);
  }
  const stream = eventStreamRef(ref);
  if (stream !== undefined) {
    const inner = eventStreamRef(stream) === undefined ? formatById(stream) : undefined;
    return inner && inEventStream(inner);
  }
  const rows = resultSetRef(ref);
  if (rows) {
    const inner = resultSetRef(rows.inner) ? undefined : formatById(rows.inner);
    return inner && inResultSet(inner, rows.columns);
  }
  const list = wrappedListRef(ref);
  if (list) {
    const inner = wrappedListRef(list.inner) ? undefined : formatById(list.inner);
    return inner && inWrappedList(inner, list.name);
  }
  const delivered = cloudWatchRef(ref);
  if (delivered) {
    const inner = cloudWatchRef(delivered.inner) ? undefined : formatById(delivered.inner);
    return inner && inCloudWatch(inner, delivered.delivery);
  }
  const family = FORMATS.find((format) => format.id === ref.slice(0, colon));
  return family?.withLayout?.(ref.slice(colon + 1));
}

/** The format as it is laid out in the file that the sample is of. */
export function formatFor(format: LogFormat, sample: Sample, facts: FileFacts): LogFormat {
  if (sample.columns)
    return inResultSet(formatById(formatOfRows(sample.columns)) ?? format, sample.columns);
  const laid = deliveredFor(format, sample, facts) ?? laidOutFor(format, sample, facts);
  if (sample.isEventStream === true) return inEventStream(laid);
  if (sample.isSequence === true) return inSequence(laid);
  if (sample.list !== undefined && !laid.createFramer) return inWrappedList(laid, sample.list);
  return sample.endsWithReturns ? withReturns(laid) : laid;
}

/** The format inside of what CloudWatch Logs delivered, laid out as that is. */
function deliveredFor(format: LogFormat, sample: Sample, facts: FileFacts): LogFormat | undefined {
  const wanted = cloudWatchRef(format.ref)?.inner ?? format.ref;
  const delivered = recogniseDelivered(sample);
  if (delivered?.format.ref !== wanted) return undefined;
  const inside = factsInside(facts, delivered.takenUs);
  return inCloudWatch(laidOutFor(delivered.format, delivered.sample, inside), delivered.delivery);
}

function laidOutFor(format: LogFormat, sample: Sample, facts: FileFacts): LogFormat {
  // A layout that somebody named stands.
  if (!format.layoutOf || format.ref !== format.id) return format;
  return formatById(`${format.id}:${format.layoutOf(sample, facts)}`) ?? format;
}

export interface Recognition {
  readonly format: LogFormat;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Below this a guess is no recognition. */
const LEAST_CONFIDENCE = 0.2;
/** For a file that was chosen by itself: whoever chose it takes it for a log. */
const LEAST_IF_CHOSEN = 0.1;

/** What is surer than this is no record of another format in something that was delivered. */
const MAYBE_DELIVERED = 0.5;
/** Formats that anything can be read as say nothing about what was delivered. */
const UNTELLING: ReadonlySet<string> = new Set([plainText.id, csv.id, containerLog.id]);

export function recogniseFormat(sample: Sample, chosen = false): Recognition | undefined {
  const rows = sample.columns && formatById(formatOfRows(sample.columns));
  if (rows && sample.columns) return { format: inResultSet(rows, sample.columns), confidence: 1 };
  const found = surestOf(sample, chosen);
  if (found && found.confidence > MAYBE_DELIVERED) return found;
  const delivered = recogniseDelivered(sample);
  if (!delivered) return found;
  const { format, delivery, confidence } = delivered;
  return { format: inCloudWatch(format, delivery), confidence };
}

function recogniseDelivered(sample: Sample) {
  for (const delivered of deliveredIn(sample)) {
    const found = surestOf(delivered.sample, false);
    if (!found || UNTELLING.has(found.format.id) || !found.format.holdsEvents) continue;
    if (delivered.sample.framing !== 'lines') continue;
    const byItself = surestOf(sample, false)?.confidence ?? 0;
    return byItself > MAYBE_DELIVERED ? undefined : { ...delivered, ...found };
  }
  return undefined;
}

function surestOf(sample: Sample, chosen: boolean): Recognition | undefined {
  let best: Recognition | undefined;
  for (const format of FORMATS) {
    if (!format.framings.includes(sample.framing)) continue;
    const confidence = format.recognise(sample);
    if (
      confidence >= (chosen ? LEAST_IF_CHOSEN : LEAST_CONFIDENCE) &&
      confidence > (best?.confidence ?? 0)
    ) {
      best = { format, confidence };
    }
  }
  return best;
}

/** Names of top-level lists of records, over all formats: needed before the format is known. */
export const CONTAINER_KEYS: readonly string[] = [
  ...new Set(FORMATS.flatMap((format) => format.containerKeys)),
];
