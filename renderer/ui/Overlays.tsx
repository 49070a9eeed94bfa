// Dialogs, menus and explanations, on Blueprint's overlays (focus trap, Escape, return of the focus).

import {
  Dialog as BlueprintDialog,
  Menu,
  MenuDivider,
  MenuItem,
  PopoverNext,
} from '@blueprintjs/core';
import { useEffect, useId, useRef, type FormEvent, type JSX, type ReactNode } from 'react';

export function Dialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly width?: number;
  /** Given: the content is a form, and Enter submits it. */
  readonly onSubmit?: () => void;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}) {
  useEscapeWithoutFocus(props.open, props.onClose);
  const content = (
    <>
      <div className="bp6-dialog-body" ref={focusFirstField}>
        {props.children}
      </div>
      {props.footer !== undefined && (
        <div className="bp6-dialog-footer">
          <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>{props.footer}</div>
        </div>
      )}
    </>
  );
  return (
    <BlueprintDialog
      isOpen={props.open}
      title={props.title}
      onClose={props.onClose}
      style={{ width: props.width ?? 480 }}
      transitionDuration={0}
    >
      {props.onSubmit === undefined ? (
        content
      ) : (
        <form
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            props.onSubmit?.();
          }}
        >
          {content}
        </form>
      )}
    </BlueprintDialog>
  );
}

/** What is to be filled in has the focus, unless the dialog gives it to something else. */
function focusFirstField(body: HTMLDivElement | null): void {
  if (body === null || body.contains(document.activeElement)) return;
  body.querySelector<HTMLElement>('input:enabled, textarea:enabled, select:enabled')?.focus();
}

/**
 * Blueprint closes a dialog by keys that reach it. They do not where the control that had the focus
 * has gone, as a button does that was pressed once and is no longer offered.
 */
function useEscapeWithoutFocus(open: boolean, onClose: () => void): void {
  const newest = useRef(onClose);
  useEffect(() => {
    newest.current = onClose;
  });
  useEffect(() => {
    if (!open) return undefined;
    const own = Symbol('dialog');
    openDialogs.push(own);
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && openDialogs.at(-1) === own) newest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      openDialogs.splice(openDialogs.indexOf(own), 1);
    };
  }, [open]);
}
/** The last one lies over the others. */
const openDialogs: symbol[] = [];

export interface MenuEntry {
  readonly text: string;
  readonly icon?: JSX.Element;
  readonly label?: string;
  readonly disabled?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}

/** The entries themselves; null is a line between groups. */
export function MenuList(props: { readonly entries: readonly (MenuEntry | null)[] }) {
  return (
    <Menu>
      {props.entries.map((entry, at) =>
        entry === null ? (
          <MenuDivider key={`line-${at}`} />
        ) : (
          <MenuItem
            key={entry.text}
            text={entry.text}
            {...(entry.icon && { icon: entry.icon })}
            {...(entry.label && { label: entry.label })}
            {...(entry.checked !== undefined && { 'aria-checked': entry.checked })}
            active={entry.checked ?? false}
            disabled={entry.disabled ?? false}
            onClick={entry.run}
          />
        ),
      )}
    </Menu>
  );
}

/** Null is a line between groups. */
export function MenuButton(props: {
  readonly entries: readonly (MenuEntry | null)[];
  readonly children: JSX.Element;
  readonly placement?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';
}) {
  return (
    <PopoverNext
      arrow={false}
      placement={props.placement ?? 'bottom-start'}
      transitionDuration={0}
      content={<MenuList entries={props.entries} />}
    >
      {props.children}
    </PopoverNext>
  );
}

/** A box that opens beside what was clicked, for an explanation. */
export function Explain(props: {
  readonly content: ReactNode;
  readonly width?: number;
  readonly children: JSX.Element;
}) {
  const id = useId();
  return (
    <PopoverNext
      arrow={false}
      placement="bottom-start"
      transitionDuration={0}
      content={
        <div id={id} style={{ width: props.width ?? 360, padding: 14 }}>
          {props.content}
        </div>
      }
    >
      {props.children}
    </PopoverNext>
  );
}
