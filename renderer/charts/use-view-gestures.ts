// Zoom, pan and brush on a time axis, as gestures of pointer, wheel and keyboard. The view moves at
// once and is announced when the hand rests, so that drawing never waits for an answer.

import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { type TimeRange, rangeOf, sameRange, spanUs } from '../../shared/timeline/range.ts';
import { roundInstant, timeScale } from '../../shared/timeline/scale.ts';
import { panBy, zoomAbout } from '../../shared/timeline/zoom.ts';
import type { PlotBox } from './bars.model.ts';

const REST_MS = 140;
const LEAST_BRUSH_PX = 4;

export interface GestureOptions {
  readonly view: TimeRange;
  /** The whole of the evidence: how far out one can go. */
  readonly extent: TimeRange;
  readonly selection: TimeRange | null;
  readonly box: PlotBox;
  readonly surface: RefObject<HTMLElement | null>;
  readonly onZoom: ((view: TimeRange) => void) | undefined;
  readonly onBrush: ((range: TimeRange | null) => void) | undefined;
  /** A click that was no drag, in microseconds. */
  readonly onPoint: ((instantUs: number) => void) | undefined;
}

export interface Gestures {
  /** What is to be drawn now; ahead of `view` while a gesture goes on. */
  readonly live: TimeRange;
  /** The brush being drawn. */
  readonly brush: TimeRange | null;
  /** Pixel of the pointer within the plot. */
  readonly pointerPx: number | null;
  readonly panning: boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
    readonly onPointerLeave: () => void;
    readonly onDoubleClick: () => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

type Drag =
  | { readonly kind: 'brush'; readonly startPx: number }
  | { readonly kind: 'pan'; readonly startPx: number; readonly from: TimeRange };

export function useViewGestures(options: GestureOptions): Gestures {
  const { view, extent, selection, box, surface, onZoom, onBrush, onPoint } = options;
  const [ahead, setAhead] = useState<TimeRange | null>(null);
  const [brush, setBrush] = useState<TimeRange | null>(null);
  const [pointerPx, setPointerPx] = useState<number | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const live = ahead ?? view;
  const liveRef = useRef(live);
  liveRef.current = live;

  // What the caller shows has caught up, or has gone elsewhere: it rules again.
  const [shown, setShown] = useState(view);
  if (!sameRange(shown, view)) {
    setShown(view);
    setAhead(null);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  const move = useCallback(
    (next: TimeRange) => {
      if (!onZoom) return;
      liveRef.current = next;
      setAhead(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => onZoom(liveRef.current), REST_MS);
    },
    [onZoom],
  );

  // React's own wheel listeners are passive and could not keep the page from scrolling.
  useEffect(() => {
    const element = surface.current;
    if (!element || !onZoom) return undefined;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const current = liveRef.current;
      const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        move(panBy(current, sideways / Math.max(1, box.width), extent));
        return;
      }
      const px = event.clientX - element.getBoundingClientRect().left - box.x;
      const pivot = timeScale(current, box.width).toUs(Math.min(box.width, Math.max(0, px)));
      const notch = event.deltaMode === 0 ? event.deltaY / 100 : event.deltaY / 3;
      const factor = 1.25 ** Math.min(3, Math.max(-3, notch));
      move(zoomAbout(current, pivot, factor, extent));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [surface, onZoom, box.x, box.width, extent, move]);

  const pxOf = (event: PointerEvent<HTMLElement>): number =>
    event.clientX - event.currentTarget.getBoundingClientRect().left - box.x;
  const held = (px: number): number => Math.min(box.width, Math.max(0, px));

  const brushTo = (startPx: number, endPx: number): TimeRange => {
    const scale = timeScale(live, box.width);
    return rangeOf(roundInstant(scale, held(startPx)), roundInstant(scale, held(endPx)));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = live.fromUs + spanUs(live) / 2;
    const handled = ((): boolean => {
      switch (event.key) {
        case '+':
        case '=':
          move(zoomAbout(live, middle, 0.5, extent));
          return true;
        case '-':
        case '_':
          move(zoomAbout(live, middle, 2, extent));
          return true;
        case 'ArrowLeft':
        case 'ArrowRight': {
          const sign = event.key === 'ArrowLeft' ? -1 : 1;
          if (event.shiftKey) stretchSelection(sign);
          else move(panBy(live, sign * 0.1, extent));
          return true;
        }
        case '0':
        case 'Home':
          move(extent);
          return true;
        case 'Enter':
          if (!selection) return false;
          onBrush?.(null);
          move(selection);
          return true;
        case 'Escape':
          if (drag) cancelDrag();
          else if (selection && onBrush) onBrush(null);
          else return false;
          return true;
        default:
          return false;
      }
    })();
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  /** Grows or shrinks the selection at its later end; begins one in the middle of the view. */
  const stretchSelection = (sign: number) => {
    const time = timeScale(live, box.width);
    const middlePx = box.width / 2;
    const fromUs = selection?.fromUs ?? roundInstant(time, middlePx);
    const endPx = selection ? time.toPx(selection.toUs) : middlePx;
    const toUs = roundInstant(time, endPx + (sign * box.width) / 40);
    onBrush?.(rangeOf(fromUs, Math.max(fromUs + 1, toUs)));
  };

  const cancelDrag = () => {
    setDrag(null);
    setBrush(null);
  };

  return {
    live,
    brush,
    pointerPx,
    panning: drag?.kind === 'pan',
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0 && event.button !== 1) return;
        const px = pxOf(event);
        if (px < 0 || px > box.width) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const pans = (event.shiftKey || event.button === 1 || !onBrush) && onZoom !== undefined;
        if (pans) setDrag({ kind: 'pan', startPx: px, from: live });
        else if (onBrush) setDrag({ kind: 'brush', startPx: px });
      },
      onPointerMove(event) {
        const px = pxOf(event);
        setPointerPx(px >= 0 && px <= box.width ? px : null);
        if (drag?.kind === 'brush') {
          setBrush(
            Math.abs(px - drag.startPx) >= LEAST_BRUSH_PX ? brushTo(drag.startPx, px) : null,
          );
        } else if (drag?.kind === 'pan') {
          const share = (drag.startPx - px) / Math.max(1, box.width);
          if (share !== 0) move(panBy(drag.from, share, extent));
        }
      },
      onPointerUp(event) {
        const px = pxOf(event);
        if (drag?.kind === 'brush') {
          if (Math.abs(px - drag.startPx) >= LEAST_BRUSH_PX) onBrush?.(brushTo(drag.startPx, px));
          else if (onPoint) onPoint(timeScale(live, box.width).toUs(held(px)));
          else if (selection) onBrush?.(null);
        } else if (onPoint && px >= 0 && px <= box.width && (!drag || drag.startPx === px)) {
          onPoint(timeScale(live, box.width).toUs(px));
        }
        cancelDrag();
      },
      onPointerCancel: cancelDrag,
      onPointerLeave: () => setPointerPx(null),
      onDoubleClick() {
        const middle = live.fromUs + spanUs(live) / 2;
        const pivot = pointerPx === null ? middle : timeScale(live, box.width).toUs(pointerPx);
        move(zoomAbout(live, pivot, 3, extent));
      },
      onKeyDown,
    },
  };
}
