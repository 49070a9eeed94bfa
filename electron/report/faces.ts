// The typefaces of the PDF: which files they are, and which of them can draw a character. Refuses to
// draw anything.
//
// The files come from two font packages without code of their own, resolved from this module, so
// that they are found beside the sources, beside a bundle and in an unpacked application alike.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { err, failure, ok } from '../../shared/base/result.ts';
import type { Result } from '../../shared/base/result.ts';

export const FACE_NAMES = ['regular', 'semibold', 'mono'] as const;
export type FaceName = (typeof FACE_NAMES)[number];

const FACE_FILES: Readonly<Record<FaceName, string>> = {
  regular: '@expo-google-fonts/ibm-plex-sans/400Regular/IBMPlexSans_400Regular.ttf',
  semibold: '@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf',
  mono: '@expo-google-fonts/noto-sans-mono/400Regular/NotoSansMono_400Regular.ttf',
};

/** Who helps out where a face lacks a character. */
export const FALLBACK: Readonly<Record<FaceName, readonly FaceName[]>> = {
  regular: ['regular', 'mono'],
  semibold: ['semibold', 'mono'],
  mono: ['mono', 'regular'],
};

export type FaceFiles = Readonly<Record<FaceName, Uint8Array>>;

let loaded: FaceFiles | undefined;

/** Read once per thread. */
export function loadFaces(): Result<FaceFiles> {
  if (loaded !== undefined) return ok(loaded);
  const require = createRequire(import.meta.url);
  const files: Partial<Record<FaceName, Uint8Array>> = {};
  for (const name of FACE_NAMES) {
    try {
      files[name] = readFileSync(require.resolve(FACE_FILES[name]));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      return err(failure('report.font-missing', `Font ${FACE_FILES[name]}: ${reason}`));
    }
  }
  const { regular, semibold, mono } = files;
  if (regular === undefined || semibold === undefined || mono === undefined) {
    return err(failure('report.font-missing', 'A font of the report could not be read'));
  }
  loaded = { regular, semibold, mono };
  return ok(loaded);
}
