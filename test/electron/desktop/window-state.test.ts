import { describe, expect, it } from 'vitest';
import { MIN_HEIGHT, MIN_WIDTH, windowStateIn } from '../../../electron/desktop/window-state.ts';

const SCREEN = { x: 0, y: 0, width: 1_920, height: 1_080 };
const saved = (state: object) => windowStateIn(JSON.stringify(state), [SCREEN]);

describe('the place of the window', () => {
  it('is where it was', () => {
    const state = { x: 100, y: 50, width: 1_200, height: 800, maximized: true };
    expect(saved(state)).toEqual(state);
  });

  it.each([
    ['on a screen that is gone', { x: 3_000, y: 50 }],
    ['above the screen, where its title bar cannot be got hold of', { x: 100, y: -500 }],
    ['below the screen', { x: 100, y: 1_079 }],
    ['left of the screen', { x: -1_199, y: 10 }],
  ])('is left to the system where it was %s', (_where, place) => {
    expect(saved({ ...place, width: 1_200, height: 800 })).toEqual({
      width: 1_200,
      height: 800,
      maximized: false,
    });
  });

  it('is on the second screen where there is one', () => {
    const text = JSON.stringify({ x: 2_000, y: 10, width: 1_000, height: 700 });
    const second = { ...SCREEN, x: 1_920 };
    expect(windowStateIn(text, [SCREEN, second])?.x).toBe(2_000);
  });

  it('is never smaller than the page can be used', () => {
    expect(saved({ width: 10, height: 10 })).toMatchObject({
      width: MIN_WIDTH,
      height: MIN_HEIGHT,
    });
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"width":"a","height":1}',
    '{"width":-1,"height":5}',
    '{"width":1e9,"height":5}',
  ])('is not read from %j', (text) => {
    expect(windowStateIn(text, [SCREEN])).toBeUndefined();
  });
});
