// Colours that hold on paper and in grey. A colour never speaks alone: every mark has its own shape
// and stands beside its word.

import type { Mark } from '../../shared/reporting/document.ts';
import type { RiskBand } from '../../shared/domain/risk.ts';

export const INK = '#1a1f26';
export const QUIET = '#55606e';
export const ACCENT = '#1d3c63';
export const RULE = '#c4cbd4';
export const HAIRLINE = '#dfe4ea';
export const TINT = '#f4f6f8';
export const STANDING = '#f0f1f4';
export const STANDING_WORD = '#8f1d21';
export const WRITTEN_OUT = '#7a2e7c';
export const BAR = '#6d86a6';
export const WINDOW_TINT = '#f6e3cf';
export const WINDOW_EDGE = '#b4500b';

export type Shape =
  'diamond' | 'triangle' | 'square' | 'disc' | 'ring' | 'tick' | 'cross' | 'gap' | 'frame';

export const MARKS: Readonly<Record<Mark, { readonly colour: string; readonly shape: Shape }>> = {
  critical: { colour: '#8f1d21', shape: 'diamond' },
  high: { colour: '#b4500b', shape: 'triangle' },
  medium: { colour: '#8a6a00', shape: 'square' },
  low: { colour: '#2b6390', shape: 'disc' },
  informational: { colour: '#55606e', shape: 'ring' },
  verified: { colour: '#2a6a45', shape: 'tick' },
  altered: { colour: '#8f1d21', shape: 'cross' },
  missing: { colour: '#b4500b', shape: 'gap' },
  unverifiable: { colour: '#8a6a00', shape: 'frame' },
  unprotected: { colour: '#55606e', shape: 'ring' },
};

export const BAND_TINT: Readonly<Record<RiskBand, string>> = {
  low: '#d3e5d8',
  medium: '#f3e6b3',
  high: '#f1cda3',
  critical: '#dfa9a5',
};

/** For the lowest band while a critical finding is open. */
export const BAND_WITHOUT_REASSURANCE = '#e3e7ec';
