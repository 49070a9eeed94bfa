// What a view shows when it has nothing, waits, or failed.

import type { ReactNode } from 'react';
import { Error as ErrorIcon, InfoSign, Tick, WarningSign } from '@blueprintjs/icons';
import type { Failure } from '../../shared/base/result.ts';
import { visibleText } from './visible-text.model.ts';
import { Button } from './Button.tsx';

export function EmptyState(props: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly compact?: boolean;
}) {
  return (
    <div className="sw-state" data-compact={props.compact ? '' : undefined}>
      {props.icon}
      <h2>{props.title}</h2>
      {props.children !== undefined && <p>{props.children}</p>}
      {props.actions !== undefined && <div className="sw-state-actions">{props.actions}</div>}
    </div>
  );
}

export function ErrorState(props: {
  readonly title?: string;
  readonly error: Failure;
  readonly onRetry?: () => void;
}) {
  return (
    <div className="sw-state" data-tone="error" role="alert">
      <ErrorIcon size={20} />
      <h2>{props.title ?? 'This could not be shown'}</h2>
      <p className="log-text">{visibleText(props.error.message)}</p>
      <p className="faint mono">{props.error.code}</p>
      {props.onRetry && (
        <div className="sw-state-actions">
          <Button onClick={props.onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}

/** Appears only after a moment, so that quick answers do not flash. */
export function LoadingState(props: { readonly label?: string }) {
  return (
    <div className="sw-state" data-tone="loading" role="status">
      <div style={{ width: 140 }}>
        <ProgressBar share={null} label={props.label ?? 'Loading'} />
      </div>
      <p>{props.label ?? 'Loading'}</p>
    </div>
  );
}

/** A thin line at the top of a view whose data is being renewed. */
export function LoadingBar(props: { readonly active: boolean }) {
  if (!props.active) return null;
  return (
    <div className="sw-loading-bar" aria-hidden="true">
      <div />
    </div>
  );
}

export function ProgressBar(props: { readonly share: number | null; readonly label: string }) {
  const percent = props.share === null ? undefined : Math.round(props.share * 100);
  return (
    <div
      className="sw-progress"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-unknown={percent === undefined ? '' : undefined}
    >
      <div style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  );
}

export function Callout(props: {
  readonly tone?: 'info' | 'accent' | 'success' | 'warning' | 'error';
  readonly children: ReactNode;
}) {
  const tone = props.tone ?? 'info';
  const icons = {
    info: <InfoSign size={14} />,
    accent: <InfoSign size={14} />,
    success: <Tick size={14} />,
    warning: <WarningSign size={14} />,
    error: <ErrorIcon size={14} />,
  };
  return (
    <div className="sw-callout" data-tone={tone}>
      {icons[tone]}
      <div style={{ minWidth: 0 }}>{props.children}</div>
    </div>
  );
}
