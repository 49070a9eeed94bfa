// Which big files may be read in slices: plain text of a format in which every line stands by itself, or
// needs nothing but the header of the file, which the layout holds. What the format is is decided from the
// first bytes, as reading the whole file would; that no other header comes is looked at in all of it.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { createSource } from './byte-source.ts';
import { openEvidenceFile } from './evidence-file.ts';
import { givenChainLayout } from './given-layout.ts';
import { DEFAULT_LIMITS, type IntakeLimits } from './limits.ts';
import { chunksFrom } from './read-slice.ts';
import { recogniseHead } from './recognise.ts';
import { expansionBudget, unpack } from './unpack.ts';
import type { ExhibitFile } from './walk.ts';
import type { Slices } from '../../shared/formats/format.ts';
import { formatById } from '../../shared/formats/registry.ts';
import { utf16Ref } from '../../shared/formats/utf-16.ts';
import { SAMPLE_BYTES } from '../../shared/formats/sample.ts';

export interface SliceOptions {
  readonly format?: string | undefined;
  readonly limits?: Partial<IntakeLimits> | undefined;
  readonly alone: boolean;
  readonly chainLayout?: string | undefined;
}

/** The format that its slices are read as; `undefined` where it must be read whole. Throws FailureError. */
export async function sliceFormat(
  entry: ExhibitFile,
  options: SliceOptions,
): Promise<string | undefined> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const file = await openEvidenceFile(entry.path, entry.name);
  try {
    const source = createSource(file.chunks());
    const first = await source.take(SAMPLE_BYTES);
    source.putBack(first);
    const chunks = async function* () {
      for (let part = await source.some(SAMPLE_BYTES); part.length > 0;) {
        yield part;
        part = await source.some(SAMPLE_BYTES);
      }
    };
    const budget = expansionBudget(file.bytes, limits);
    const content = await unpack({ chunks, budget, levels: 0 }, SAMPLE_BYTES, limits);
    try {
      const { head } = content;
      // Whatever is not the file's own bytes as they lie there has other offsets.
      if (content.levels > 0 || !startsWith(first, head) || head.includes(0)) return undefined;
      const { changedOn } = file;
      const found = recogniseHead(
        { ...content, changedOn },
        entry.name,
        options.format,
        options.alone,
        givenChainLayout(options.chainLayout),
      );
      if (!found.ok || found.value.sample.framing !== 'lines') return undefined;
      const { format } = found.value;
      if (standsAlone(format.ref)) return format.ref;
      const slices = utf16Ref(format.ref) ? undefined : format.slices;
      return slices && (await staysSame(entry, slices)) ? format.ref : undefined;
    } finally {
      await content.close();
    }
  } finally {
    await file.close();
  }
}

/** True for formats whose lines need nothing of the lines around them. */
export function standsAlone(ref: string): boolean {
  const format = formatById(ref);
  return (
    format !== undefined &&
    format.framings.includes('lines') &&
    format.createFramer === undefined &&
    utf16Ref(ref) === undefined
  );
}

const LF = 0x0a;

/** Whether no line of the file changes how those behind it are read. */
async function staysSame({ path, name }: ExhibitFile, slices: Slices): Promise<boolean> {
  const changes = slices.watch();
  /** What there is of a line that is to be looked at. */
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let isLooked = false;
  let atLineStart = true;
  const changed = (): boolean => {
    const line = Buffer.concat(begun).toString().replace(/\r$/, '');
    begun = [];
    begunBytes = 0;
    return changes(line);
  };
  for (const chunk of chunksFrom(path, name, 0)) {
    // Others on this thread have their turn.
    await nextTurn();
    if (slices.without !== undefined && chunk.includes(slices.without)) return false;
    for (let start = 0; start < chunk.length;) {
      const lineEnd = chunk.indexOf(LF, start);
      const end = lineEnd < 0 ? chunk.length : lineEnd;
      if (atLineStart) isLooked = slices.mayChange(chunk[start] ?? 0);
      if (isLooked && begunBytes < MOST_HEADER) {
        begun.push(new Uint8Array(chunk.subarray(start, end)));
        begunBytes += end - start;
      }
      atLineStart = lineEnd >= 0;
      if (atLineStart && isLooked && changed()) return false;
      start = end + 1;
    }
  }
  return atLineStart || !isLooked || !changed();
}

/** A longer line names no columns. */
const MOST_HEADER = 64 * 1024;

function startsWith(first: Uint8Array, head: Uint8Array): boolean {
  const length = Math.min(first.length, head.length);
  return Buffer.compare(first.subarray(0, length), head.subarray(0, length)) === 0;
}
