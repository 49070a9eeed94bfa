// The pieces a screen is put together from.

import type { ReactNode } from 'react';

export function Screen(props: { readonly toolbar: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="sw-screen">
      {props.toolbar}
      <div className="sw-screen-body">{props.children}</div>
    </div>
  );
}

/** The line at the top of a screen: its title, a note, and at the far end what can be done. */
export function Toolbar(props: {
  readonly title?: string;
  readonly note?: ReactNode;
  readonly size?: 'small';
  readonly label?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div
      className="sw-toolbar"
      role="toolbar"
      aria-label={props.label ?? props.title ?? 'Actions'}
      data-size={props.size}
    >
      {props.title !== undefined && <h1>{props.title}</h1>}
      {props.note !== undefined && <span className="sw-toolbar-note ellipsis">{props.note}</span>}
      {props.title !== undefined && <span className="sw-spacer" />}
      {props.children}
    </div>
  );
}

export function Divider() {
  return <span className="sw-divider" aria-hidden="true" />;
}

export function Spacer() {
  return <span className="sw-spacer" style={{ flex: 1 }} />;
}

export function Panel(props: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly padded?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={`sw-panel ${props.className ?? ''}`}>
      <header>
        <h2>{props.title}</h2>
        {props.note !== undefined && <span className="sw-panel-note ellipsis">{props.note}</span>}
        {props.actions !== undefined && <div className="sw-panel-actions">{props.actions}</div>}
      </header>
      <div className="sw-panel-body" data-padded={props.padded === false ? undefined : ''}>
        {props.children}
      </div>
    </section>
  );
}

/** A titled part of a detail pane. */
export function Section(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="sw-section">
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

export interface KeyValueRow {
  readonly key: string;
  readonly value: ReactNode;
}

/** Names and values in two columns; a blank value reads as `blank`. */
export function KeyValue(props: {
  readonly rows: readonly KeyValueRow[];
  readonly blank?: string;
}) {
  return (
    <dl className="sw-keys">
      {props.rows.map((row) => (
        <div key={row.key} style={{ display: 'contents' }}>
          <dt>{row.key}</dt>
          <dd>
            {row.value === '' || row.value === null || row.value === undefined ? (
              <span className="faint">{props.blank ?? '–'}</span>
            ) : (
              row.value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
