// Every format that can be read. The order decides where two are equally sure.

import { cloudtrail } from './cloudtrail.ts';
import { cloudtrailDigest } from './cloudtrail-digest.ts';
import type { LogFormat } from './format.ts';
import { hashChainedLog } from './hash-chained-log.ts';
import { jsonArray } from './json-array.ts';
import { jsonLines } from './json-lines.ts';
import type { Sample } from './sample.ts';

export const FORMATS: readonly LogFormat[] = [
  hashChainedLog,
  cloudtrailDigest,
  cloudtrail,
  jsonLines,
  jsonArray,
];

export function formatById(id: string): LogFormat | undefined {
  return FORMATS.find((format) => format.id === id);
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

export function recogniseFormat(sample: Sample, chosen = false): Recognition | undefined {
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
