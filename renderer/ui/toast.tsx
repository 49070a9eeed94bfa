// Short messages that cover nothing that is being read: what went well lies on the status bar for a
// while, a failure takes room of its own above it and stays until it is closed. An action (undo) may
// come with one.

import { useSyncExternalStore } from 'react';
import { Cross, Error as ErrorIcon, InfoSign, Tick } from '@blueprintjs/icons';
import type { Failure } from '../../shared/base/result.ts';
import { Button, IconButton } from './Button.tsx';
import { isFailure, withToast, type ShownToast, type Toast } from './toast.model.ts';
import { visibleText } from './visible-text.model.ts';

const SHOWN_MS = 6_000;
/** With something to decide. */
const SHOWN_WITH_ACTION_MS = 12_000;

let shown: readonly ShownToast[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function set(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

function close(key: number): void {
  set(shown.filter((toast) => toast.key !== key));
}

export function showToast(toast: Toast): void {
  const key = nextKey++;
  set(withToast(shown, { ...toast, key }));
  if (isFailure(toast)) return;
  setTimeout(() => close(key), toast.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}

/** What it says is not so any more. */
export function takeToastBack(text: string): void {
  set(shown.filter((toast) => toast.text !== text));
}

export function showFailure(failure: Failure): void {
  // The window says it over everything, and what a call missed by it is of no use then.
  if (failure.code === 'connection.lost') return;
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
  const failures = toasts.filter(isFailure);
  const others = toasts.filter((each) => !isFailure(each));
  return (
    <div className="sw-messages" role="region" aria-label="Messages" aria-live="polite">
      <div className="sw-failures">
        {failures.map((toast) => (
          <Message key={toast.key} toast={toast} />
        ))}
      </div>
      <div className="sw-passing">
        {others.map((toast) => (
          <Message key={toast.key} toast={toast} />
        ))}
      </div>
    </div>
  );
}

function Message({ toast }: { readonly toast: ShownToast }) {
  const { key, tone, text, action } = toast;
  return (
    <div className="sw-message" data-tone={tone} role={isFailure(toast) ? 'alert' : 'status'}>
      {ICONS[tone]}
      <p className="log-text">{visibleText(text)}</p>
      {action && (
        <Button
          size="small"
          onClick={() => {
            action.run();
            close(key);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        size="small"
        icon={<Cross size={14} />}
        label="Close message"
        onClick={() => close(key)}
      />
    </div>
  );
}
