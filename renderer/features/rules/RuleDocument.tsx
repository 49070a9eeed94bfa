// One rule: its text in the editor, and beside it what it means, finds, and what is wrong with it.

import { Duplicate, FloppyDisk, Trash, Undo } from '@blueprintjs/icons';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { RuleSummary, RuleTiming } from '../../../shared/domain/rule.ts';
import { useCommand } from '../../client/use-command.ts';
import { useQuery } from '../../client/use-query.ts';
import { RuleEditor, type RuleEditorProps } from '../../editor/RuleEditor.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { Spacer } from '../../ui/Layout.tsx';
import { navigate } from '../../ui/route.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { Callout, LoadingState } from '../../ui/States.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { SeverityTag, Tag } from '../../ui/Tags.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { About, AboutNew, Problems, SameId } from './RuleFacts.tsx';
import { PreviewTab } from './PreviewTab.tsx';
import { Switch } from './Switch.tsx';
import { setDraft, useDraft } from './drafts.ts';
import { STATE_MEANING, stateOf } from './rule-list.model.ts';
import { ownCopyOf } from './rule-text.model.ts';
import { useEvidenceFields } from './use-evidence-fields.ts';

/** The id under which a rule that was never saved is edited. */
export const NEW_RULE = 'new';
const CHECK_AFTER_MS = 200;

/** In its text, from 1. */
export interface RulePlace {
  readonly line: number;
  readonly column: number;
}

export interface RuleDocumentProps {
  /** What its unsaved text is kept under. */
  readonly id: string;
  /** Other rules of the same id. */
  readonly others: readonly RuleSummary[];
  /** Where its text is opened; null at its start. */
  readonly at: RulePlace | null;
  /** `null` for a new rule. */
  readonly rule: RuleSummary | null;
  /** `null` for a new rule, and one that does not load. */
  readonly timing: RuleTiming | null;
  readonly saved: string;
  readonly editable: boolean;
}

type Side = 'about' | 'preview' | 'problems';

export function RuleDocument(props: RuleDocumentProps) {
  const { id, rule, saved, editable } = props;
  const [draft, changeDraft] = useDraft(id);
  const text = draft ?? saved;
  const changed = draft !== undefined && draft !== saved;
  const [side, setSide] = useState<Side>(
    rule === null ? 'preview' : rule.loaded ? 'about' : 'problems',
  );
  const [reveal, setReveal] = useState<RuleEditorProps['reveal']>(null);
  const { line, column } = props.at ?? {};
  useEffect(() => {
    // Whoever goes through the list by keyboard stays there.
    if (line !== undefined && column !== undefined) setReveal({ line, column, quiet: true });
  }, [line, column]);
  const fields = useEvidenceFields();
  const checkedText = useRested(text, CHECK_AFTER_MS);
  const check = useQuery('rules.check', { text: checkedText });
  const diagnostics = useMemo(() => check.data?.diagnostics ?? [], [check.data]);
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  const sound = check.data !== undefined && errors === 0;
  const save = useCommand('rules.save');
  const remove = useCommand('rules.remove');
  const setEnabled = useCommand('rules.setEnabled');

  const onSave = useCallback(async () => {
    if (!editable) return;
    const result = await save.run({ id: rule?.origin === 'own' ? rule.id : null, text });
    if (!result.ok) {
      showFailure(result.error);
      setSide('problems');
      return;
    }
    changeDraft(null);
    showToast({ tone: 'success', text: `“${result.value.rule.title}” is saved.` });
    if (result.value.rule.id !== rule?.id)
      navigate({ screen: 'rules', id: result.value.rule.id }, { replace: true });
  }, [editable, save, rule, text, changeDraft]);

  const onRemove = async () => {
    if (!rule) return;
    const result = await remove.run({ id: rule.id });
    if (!result.ok) {
      showFailure(result.error);
      return;
    }
    changeDraft(null);
    navigate({ screen: 'rules' }, { replace: true });
    showToast({
      tone: 'info',
      text: `“${rule.title}” is deleted.`,
      action: {
        label: 'Undo',
        run: () =>
          void save.run({ id: null, text: saved }).then((restored) => {
            if (restored.ok) navigate({ screen: 'rules', id: restored.value.rule.id });
            else showFailure(restored.error);
          }),
      },
    });
  };

  const onCopy = () => {
    setDraft(
      NEW_RULE,
      ownCopyOf(text, () => crypto.randomUUID()),
    );
    navigate({ screen: 'rules', id: NEW_RULE });
  };

  useCommands([
    {
      id: 'rules.save',
      title: 'Save the rule',
      section: 'Rules',
      keys: 'mod+s',
      enabled: editable,
      run: () => void onSave(),
    },
    {
      id: 'rules.copy',
      title: 'Copy this rule to edit it',
      section: 'Rules',
      enabled: rule !== null,
      run: onCopy,
    },
  ]);

  // Of several rules of one id, the switch means this one.
  const placeOfOne =
    props.others.length > 0 && rule?.place !== undefined ? { place: rule.place } : {};
  const state = rule ? stateOf(rule) : null;
  return (
    <section className="rule-document" aria-label={rule?.title ?? 'New rule'}>
      <header className="rule-head">
        <h2 className="ellipsis">{rule?.title ?? 'New rule'}</h2>
        {rule && <SeverityTag severity={rule.severity} />}
        {rule && <Tag>{rule.kind}</Tag>}
        {rule && (
          <Switch
            on={rule.enabled}
            label={`${rule.title} takes part in detection`}
            onChange={(enabled) =>
              void setEnabled.run({ id: rule.id, enabled, ...placeOfOne }).then((result) => {
                if (!result.ok) showFailure(result.error);
              })
            }
          />
        )}
        {changed && <span className="rule-draft">unsaved</span>}
        <Spacer />
        {changed && rule && (
          <IconButton
            icon={<Undo size={14} />}
            label="Back to the saved text"
            onClick={() => changeDraft(null)}
          />
        )}
        {rule && editable && (
          <IconButton
            icon={<Trash size={14} />}
            label="Delete this rule"
            onClick={() => void onRemove()}
          />
        )}
        {rule && (
          <Button
            icon={<Duplicate size={14} />}
            onClick={onCopy}
            kind={editable ? 'plain' : 'primary'}
          >
            {editable ? 'Copy' : 'Copy to edit'}
          </Button>
        )}
        {editable && (
          <Button
            kind="primary"
            icon={<FloppyDisk size={14} />}
            disabled={!sound || save.busy || (rule !== null && !changed)}
            title={sound ? 'Save (Ctrl+S)' : 'The rule has mistakes; see Problems'}
            onClick={() => void onSave()}
          >
            Save
          </Button>
        )}
      </header>
      <div className="rule-split">
        <SplitPane
          id="rule"
          initial={62}
          minFirstPx={300}
          minSecondPx={280}
          first={
            <div className="rule-text">
              {!editable && (
                <p className="rule-readonly">
                  Built-in rule, read-only. A copy of it can be edited; this one can be switched
                  off.
                </p>
              )}
              <div className="rule-editor-frame">
                <RuleEditor
                  documentId={id}
                  label={`Text of ${rule?.title ?? 'the new rule'}`}
                  text={text}
                  readOnly={!editable}
                  diagnostics={diagnostics}
                  fields={fields}
                  reveal={reveal}
                  onChange={(next) => changeDraft(next === saved ? null : next)}
                  onSave={() => void onSave()}
                />
              </div>
            </div>
          }
          second={
            <Tabs
              label="About the rule"
              tabs={[
                { id: 'about', title: 'About' },
                { id: 'preview', title: 'Preview' },
                { id: 'problems', title: 'Problems', count: diagnostics.length || undefined },
              ]}
              value={side}
              onChange={setSide}
            >
              {side === 'about' && (
                <div className="rule-part">
                  {rule && state && state !== 'on' && (
                    <Callout tone={state === 'not loaded' ? 'error' : 'info'}>
                      <strong>{state.charAt(0).toUpperCase() + state.slice(1)}.</strong>{' '}
                      {STATE_MEANING[state]}
                    </Callout>
                  )}
                  {rule && props.others.length > 0 && <SameId rule={rule} others={props.others} />}
                  {rule ? <About rule={rule} timing={props.timing} /> : <AboutNew />}
                </div>
              )}
              {side === 'preview' && <PreviewTab text={checkedText} sound={sound} />}
              {side === 'problems' &&
                (check.data === undefined ? (
                  <LoadingState label="Checking the rule" />
                ) : (
                  <Problems
                    diagnostics={diagnostics}
                    onJump={(each) => setReveal({ line: each.line, column: each.column })}
                  />
                ))}
            </Tabs>
          }
        />
      </div>
    </section>
  );
}

/** A value once it has not changed for a while. */
function useRested(value: string, restMs: number): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return rested;
}
