// A row of tabs (arrow keys move between them) and the panel of the chosen one.

import { useId, type KeyboardEvent, type ReactNode } from 'react';
import { formatCount } from './format.model.ts';

export interface Tab<V extends string> {
  readonly id: V;
  readonly title: string;
  readonly count?: number | undefined;
}

export function Tabs<V extends string>(props: {
  readonly label: string;
  readonly tabs: readonly Tab<V>[];
  readonly value: V;
  readonly onChange: (tab: V) => void;
  readonly children: ReactNode;
}) {
  const base = useId();
  const { tabs, value, onChange } = props;
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%', minHeight: 0 }}>
      <div
        className="sw-tabs"
        role="tablist"
        aria-label={props.label}
        onKeyDown={move}
        style={{ flex: 'none', padding: '0 4px', borderBottom: '1px solid var(--border-soft)' }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${base}-${tab.id}`}
            type="button"
            role="tab"
            className="sw-tab"
            aria-selected={tab.id === value}
            aria-controls={`${base}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.title}
            {tab.count !== undefined && <span className="sw-count">{formatCount(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div
        id={`${base}-panel`}
        role="tabpanel"
        aria-labelledby={`${base}-${value}`}
        className="scroll"
        tabIndex={0}
        style={{ flex: 1 }}
      >
        {props.children}
      </div>
    </div>
  );
}
