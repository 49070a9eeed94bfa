// Where the window was, so that it comes back there. What the file says is checked against the
// screens that are there now: a window is never opened out of sight.

import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';

export interface WindowState {
  /** Without a position the system chooses one. */
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

export const MIN_WIDTH = 960;
export const MIN_HEIGHT = 600;
const INITIAL: WindowState = { width: 1_440, height: 900, maximized: false };
/** So much of the window must lie on one screen to be got hold of. */
const VISIBLE = 120;

export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // The first start.
    return INITIAL;
  }
  return windowStateIn(text, screens) ?? INITIAL;
}

/** `undefined` where the text is not a state this program wrote. */
export function windowStateIn(
  text: string,
  screens: readonly Rectangle[],
): WindowState | undefined {
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof saved !== 'object' || saved === null) return undefined;
  const field = (name: string): unknown => Reflect.get(saved, name);
  const width = field('width');
  const height = field('height');
  const x = field('x');
  const y = field('y');
  if (!isLength(width) || !isLength(height)) return undefined;
  const size = {
    width: Math.max(MIN_WIDTH, width),
    height: Math.max(MIN_HEIGHT, height),
    maximized: field('maximized') === true,
  };
  const within =
    isPlace(x) &&
    isPlace(y) &&
    screens.some(
      (screen) =>
        x + size.width >= screen.x + VISIBLE &&
        x <= screen.x + screen.width - VISIBLE &&
        y >= screen.y &&
        y <= screen.y + screen.height - VISIBLE,
    );
  return within ? { ...size, x, y } : size;
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state));
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 100_000;
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1_000_000;
}
