// Severity, verdict and other tags: a coloured mark always comes with its word.

import type { CSSProperties, ReactNode } from 'react';
import type { RiskBand } from '../../shared/domain/risk.ts';
import type { Severity } from '../../shared/domain/severity.ts';
import type { Verdict } from '../../shared/domain/verdict.ts';

/** Names of colour roles in tokens.css that have a text, a soft and a solid form. */
export type ToneName = Severity | Verdict | `band-${RiskBand}`;

export function toneStyle(tone: ToneName): CSSProperties {
  return {
    '--tone': `var(--${tone})`,
    '--tone-soft': `var(--${tone}-soft)`,
    '--tone-solid': `var(--${tone}-solid)`,
  } as CSSProperties;
}

export function Tag(props: {
  readonly tone?: ToneName;
  readonly bare?: boolean;
  readonly dot?: boolean;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      className="sw-tag"
      data-bare={props.bare ? '' : undefined}
      style={props.tone === undefined ? undefined : toneStyle(props.tone)}
      title={props.title}
    >
      {props.dot && <span className="sw-dot" aria-hidden="true" />}
      {props.children}
    </span>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function SeverityTag(props: { readonly severity: Severity; readonly bare?: boolean }) {
  return (
    <Tag tone={props.severity} dot bare={props.bare ?? false}>
      {props.severity === 'informational' ? 'Info' : capital(props.severity)}
    </Tag>
  );
}

const VERDICT_MEANING: Readonly<Record<Verdict, string>> = {
  verified: 'Matches its recorded digests.',
  altered: 'Does not match its recorded digest.',
  missing: 'Named by a digest or a sequence, not in the material received.',
  unverifiable: 'Could not be checked with what is at hand.',
  unprotected: 'Carries no digest of its own; hashed since import only.',
};

/** `null`: nothing has been checked yet. */
export function VerdictTag(props: {
  readonly verdict: Verdict | null;
  readonly bare?: boolean;
  /** What the verdict means here, where that is more than it always means. */
  readonly meaning?: string;
}) {
  if (props.verdict === null) {
    return <Tag title="No check has run on this source yet.">Not checked</Tag>;
  }
  return (
    <Tag
      tone={props.verdict}
      dot
      bare={props.bare ?? false}
      title={props.meaning ?? VERDICT_MEANING[props.verdict]}
    >
      {capital(props.verdict)}
    </Tag>
  );
}
