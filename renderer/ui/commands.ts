// Everything that can be done, in one list: the palette shows it, the help sheet shows its keys,
// and the keys work while the view that registered them is on the screen.

import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { matchKeys, pressText } from './shortcut.model.ts';

export interface UiCommand {
  readonly id: string;
  readonly title: string;
  /** Heading in the palette and the help sheet: the screen, or "Go to". */
  readonly section: string;
  /** `mod+k`, `j`, `g a`; a key without `mod` does nothing while a field has the focus. */
  readonly keys?: string;
  readonly icon?: ReactNode;
  /** False: listed nowhere and its keys do nothing. */
  readonly enabled?: boolean;
  /** True: only its keys; not in the palette (moving in a list). */
  readonly keysOnly?: boolean;
  readonly run: () => void;
}

const registrations = new Map<symbol, readonly UiCommand[]>();
const listeners = new Set<() => void>();
let all: readonly UiCommand[] = [];

function changed(): void {
  all = [...registrations.values()].flat().filter((command) => command.enabled !== false);
  for (const listener of listeners) listener();
}

/** Registers commands while the calling component is mounted. */
export function useCommands(commands: readonly UiCommand[]): void {
  const newest = useRef(commands);
  const owner = useRef(Symbol('commands'));
  useEffect(() => {
    newest.current = commands;
  });
  // The registered entries change only with what is visible of them; `run` is always the newest.
  const shape = JSON.stringify(
    commands.map(({ id, title, section, keys, enabled, keysOnly }) => [
      id,
      title,
      section,
      keys,
      enabled,
      keysOnly,
    ]),
  );
  useEffect(() => {
    const key = owner.current;
    registrations.set(
      key,
      newest.current.map((command) => ({
        ...command,
        run: () => newest.current.find((each) => each.id === command.id)?.run(),
      })),
    );
    changed();
    return () => {
      registrations.delete(key);
      changed();
    };
  }, [shape]);
}

export function useAllCommands(): readonly UiCommand[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

const WAIT_MS = 5_000;

/** Runs a command of a screen that is only being opened, as soon as that screen offers it. */
export function runWhenThere(id: string): void {
  const find = () => all.find((command) => command.id === id);
  const there = find();
  if (there) {
    there.run();
    return;
  }
  const onChange = () => {
    const arrived = find();
    if (!arrived) return;
    stop();
    arrived.run();
  };
  const stop = () => {
    listeners.delete(onChange);
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, WAIT_MS);
  listeners.add(onChange);
}

/** A second press within this time continues a sequence. */
const SEQUENCE_MS = 900;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input:not([type=checkbox]), textarea, select, .monaco-editor') !== null
  );
}

/** Installed once by the shell. Returns the function that removes it. */
export function listenForKeys(page: Window): () => void {
  let before: { readonly press: string; readonly at: number } | undefined;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const press = pressText(event);
    const plain = !press.startsWith('mod+');
    if (plain && (typing(event.target) || dialogIsOpen())) return;
    const recent =
      before !== undefined && event.timeStamp - before.at < SEQUENCE_MS ? before.press : undefined;
    before = { press, at: event.timeStamp };
    // The view mounted last wins: it is the nearest to what the officer looks at. A finished
    // sequence goes before a single key.
    const found = all
      .toReversed()
      .filter((each) => each.keys && matchKeys(each.keys, press, recent) === 'fires')
      .sort((a, b) => Number(b.keys?.includes(' ')) - Number(a.keys?.includes(' ')))[0];
    if (!found) return;
    before = undefined;
    event.preventDefault();
    found.run();
  };
  page.addEventListener('keydown', onKey);
  return () => page.removeEventListener('keydown', onKey);
}

function dialogIsOpen(): boolean {
  return (
    document.querySelector('[role=dialog][aria-modal=true], .bp6-overlay-open .bp6-dialog') !== null
  );
}
