// Short messages at the corner of the window. A failure stays until it is closed; the rest leaves
// by itself. An action (undo) may come with one.

import { useSyncExternalStore } from 'react';
import { Cross, Error as ErrorIcon, InfoSign, Tick } from '@blueprintjs/icons';
import type { Failure } from '../../shared/base/result.ts';
import { visibleText } from './visible-text.model.ts';
import { Button, IconButton } from './Button.tsx';

export interface Toast {
  readonly tone: 'info' | 'success' | 'error';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface Shown extends Toast {
  readonly key: number;
}

const SHOWN_MS = 6_000;
const MOST_SHOWN = 3;

let shown: readonly Shown[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function set(next: readonly Shown[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function close(key: number): void {
  set(shown.filter((toast) => toast.key !== key));
}

export function showToast(toast: Toast): void {
  const key = nextKey++;
  // The same message twice in a row would only hide others.
  const others = shown.filter((each) => each.text !== toast.text);
  set([...others, { ...toast, key }].slice(-MOST_SHOWN));
  if (toast.tone !== 'error') setTimeout(() => close(key), SHOWN_MS);
}

export function showFailure(failure: Failure): void {
  showToast({ tone: 'error', text: failure.message });
}

const ICONS = {
  info: <InfoSign size={14} />,
  success: <Tick size={14} />,
  error: <ErrorIcon size={14} />,
};

export function Toasts() {
  const toasts = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div className="sw-toasts" role="region" aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <div
          key={toast.key}
          className="sw-toast"
          data-tone={toast.tone}
          role={toast.tone === 'error' ? 'alert' : 'status'}
        >
          {ICONS[toast.tone]}
          <p className="log-text">{visibleText(toast.text)}</p>
          <div>
            {toast.action && (
              <Button
                size="small"
                kind="quiet"
                onClick={() => {
                  toast.action?.run();
                  close(toast.key);
                }}
              >
                {toast.action.label}
              </Button>
            )}
            <IconButton
              size="small"
              icon={<Cross size={14} />}
              label="Close message"
              onClick={() => close(toast.key)}
            />
          </div>
        </div>
      ))}
    </div>
  );
}
