// Progress on a terminal's stderr: one line, redrawn. Prints nothing anywhere else.

import type { Progress } from '../../shared/contract/procedure.ts';
import { printable } from './printable.ts';
import { bytesText, countText } from './table.ts';

export interface ProgressLine {
  show(progress: Progress): void;
  /** Takes the line away again. */
  clear(): void;
}

const REDRAW_MS = 100;

export function createProgressLine(options: {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly nowMs: () => number;
}): ProgressLine {
  if (!options.isTerminal) return { show: () => undefined, clear: () => undefined };
  let lastMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  return {
    show(progress) {
      const nowMs = options.nowMs();
      if (nowMs - lastMs < REDRAW_MS) return;
      lastMs = nowMs;
      shown = true;
      options.write(
        `\r\u001b[K${progressText(progress).slice(0, Math.max(options.columns - 1, 1))}`,
      );
    },
    clear() {
      if (shown) options.write('\r\u001b[K');
      shown = false;
      lastMs = Number.NEGATIVE_INFINITY;
    },
  };
}

export function progressText(progress: Progress): string {
  const amount = (value: number) =>
    progress.unit === 'bytes' ? bytesText(value) : `${countText(value)} ${progress.unit}`;
  const { total } = progress;
  const share =
    total !== null && total > 0
      ? ` (${Math.min(100, Math.floor((100 * progress.done) / total))} %)`
      : '';
  const of = total === null ? '' : ` of ${amount(total)}`;
  const note = progress.note === '' ? '' : `  ${progress.note}`;
  return printable(`${progress.phase}: ${amount(progress.done)}${of}${share}${note}`);
}
