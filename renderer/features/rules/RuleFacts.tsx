// What is known of a rule beside its text: its meaning, its part in this case, its problems.

import type { Diagnostic, RuleSummary, RuleTiming } from '../../../shared/domain/rule.ts';
import { useQuery } from '../../client/use-query.ts';
import { plural } from '../../ui/format.model.ts';
import { KeyValue, Section } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { Callout, EmptyState } from '../../ui/States.tsx';
import { Tag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { costRows, timingRows } from './rule-facts.model.ts';
import { keyOf } from './rule-list.model.ts';

export function About(props: { readonly rule: RuleSummary; readonly timing: RuleTiming | null }) {
  const { rule, timing } = props;
  const info = useQuery('case.info', {}, { topics: ['settings'] });
  return (
    <>
      <p className="log-text">{rule.description || 'No description.'}</p>
      <Section title="In this case">
        <KeyValue
          rows={[
            {
              key: 'Findings',
              value:
                rule.findings > 0 ? (
                  <a href="#/alerts">{plural(rule.findings, 'finding')} after the last detection</a>
                ) : (
                  'none after the last detection'
                ),
            },
            ...(rule.cost ? costRows(rule.cost) : []),
            { key: 'Takes part', value: rule.enabled ? 'yes' : 'no, switched off' },
            {
              key: 'Log source',
              value: rule.applicable ? 'this case has such events' : 'this case has no such events',
            },
          ]}
        />
      </Section>
      {timing && (
        <Section title="When it is heard">
          <KeyValue rows={timingRows(timing, info.data?.settings.rulesZone ?? 'UTC')} />
        </Section>
      )}
      <Section title="Rule">
        <KeyValue
          rows={[
            { key: 'Pack', value: `${rule.pack} (${rule.origin})` },
            { key: 'Id', value: <span className="mono">{rule.id}</span> },
          ]}
        />
      </Section>
      {rule.tags.length > 0 && (
        <Section title="Tags">
          <div className="rule-tags">
            {rule.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

/** Two rules of one id both run; whoever names the id should know. */
export function SameId(props: {
  readonly rule: RuleSummary;
  readonly others: readonly RuleSummary[];
}) {
  return (
    <Callout tone="warning">
      <strong>The same id as another rule.</strong> Both run. What refers to the id means the first
      of them; switching one off or on does so to both.
      <ul className="rule-same-id">
        {props.others.map((other) => (
          <li key={keyOf(other)}>
            <a href={hashOf({ screen: 'rules', id: other.id, params: { in: other.place } })}>
              {visibleText(other.title)}
            </a>{' '}
            <span className="soft">in {visibleText(other.pack)}</span>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

export function AboutNew() {
  return (
    <p className="soft">
      A Sigma rule in YAML. Ctrl+Space offers keys, fields of this evidence and modifiers; resting
      the pointer on a word explains it. Preview shows what the rule finds before it is saved.
    </p>
  );
}

export function Problems(props: {
  readonly diagnostics: readonly Diagnostic[];
  readonly onJump: (diagnostic: Diagnostic) => void;
}) {
  if (props.diagnostics.length === 0) {
    return (
      <EmptyState compact title="No problems">
        The rule loads as it stands.
      </EmptyState>
    );
  }
  return (
    <ul className="rule-problems">
      {props.diagnostics.map((each, index) => (
        <li key={index}>
          <button type="button" data-severity={each.severity} onClick={() => props.onJump(each)}>
            <span className="num faint">
              {each.line}:{each.column}
            </span>
            <span>
              <span className="visually-hidden">{each.severity}: </span>
              <span className="log-text">{each.message}</span>
              <span className="faint mono"> {each.code}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
