// Zones and thresholds, and the threat list: settings that the whole case shares.

import { useMemo, useState } from 'react';
import type { CaseSettings } from '../../../shared/domain/case.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { Field, TextArea, TextField } from '../../ui/Fields.tsx';
import { plural } from '../../ui/format.model.ts';
import { Callout } from '../../ui/States.tsx';
import { showToast } from '../../ui/toast.tsx';
import { LimitFields } from './LimitFields.tsx';
import {
  formOf,
  settingsOf,
  settingsProblems,
  threatListEntries,
  type SettingsForm,
} from './settings.model.ts';

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

export function CaseSettingsForm(props: {
  readonly part: 'case' | 'threats';
  readonly settings: CaseSettings;
}) {
  // What was saved here stands until the case tells the same: the form never falls back in between.
  const [settings, setSettings] = useState(props.settings);
  const save = useCommand('case.setSettings');
  const [form, setForm] = useState(() => formOf(settings));
  const [refusal, setRefusal] = useState('');
  const problems = useMemo(() => settingsProblems(form), [form]);
  const changed = JSON.stringify(form) !== JSON.stringify(formOf(settings));
  const sound = Object.keys(problems).length === 0;
  const set = (part: Partial<SettingsForm>) => setForm({ ...form, ...part });

  const submit = async () => {
    if (!changed || !sound) return;
    const result = await save.run(settingsOf(form));
    if (!result.ok) {
      setRefusal(result.error.message);
      return;
    }
    setRefusal('');
    setSettings(result.value.settings);
    setForm(formOf(result.value.settings));
    showToast({ tone: 'success', text: 'Settings saved.' });
  };

  return (
    <form
      className="settings-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {props.part === 'case' ? (
        <>
          <h2>Zones</h2>
          <div className="settings-two">
            <ZoneField
              label="Zone of the case"
              hint="Times are shown in it, and reviews follow its days."
              value={form.zone}
              problem={problems.zone}
              onChange={(zone) => set({ zone })}
            />
            <ZoneField
              label="Zone of rules and of times without one"
              hint="For rules that name no zone, and log times that carry none. It can change findings."
              value={form.rulesZone}
              problem={problems.rulesZone}
              onChange={(rulesZone) => set({ rulesZone })}
            />
          </div>
          <h2>Thresholds</h2>
          <div className="settings-two">
            <TextField
              label="Immediate alert from a risk of"
              inputMode="decimal"
              value={form.immediateRisk}
              problem={problems.immediateRisk}
              onChange={(immediateRisk) => set({ immediateRisk })}
            />
            <TextField
              label="Daily alert from a risk of"
              inputMode="decimal"
              value={form.dailyRisk}
              problem={problems.dailyRisk}
              onChange={(dailyRisk) => set({ dailyRisk })}
            />
          </div>
          <LimitFields form={form.limits} onChange={(limits) => set({ limits })} />
        </>
      ) : (
        <>
          <h2>Threat list</h2>
          <p className="soft">
            One address, network (CIDR) or name a line; <code>#</code> starts a comment. Rules that
            use the list look again when detection runs next.
          </p>
          <TextArea
            label="Listed addresses, networks and names"
            className="mono"
            rows={18}
            spellCheck={false}
            value={form.threatList}
            problem={problems.threatList}
            hint={plural(threatListEntries(form.threatList), 'entry', 'entries')}
            onChange={(threatList) => set({ threatList })}
          />
        </>
      )}
      {refusal !== '' && <Callout tone="error">{refusal}</Callout>}
      <div className="settings-actions">
        <Button kind="primary" type="submit" disabled={!changed || !sound || save.busy}>
          Save
        </Button>
        <Button
          disabled={!changed}
          onClick={() => {
            setForm(formOf(settings));
            setRefusal('');
          }}
        >
          Discard changes
        </Button>
      </div>
    </form>
  );
}

function ZoneField(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (zone: string) => void;
}) {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem}>
      {(ids) => (
        <>
          <input
            {...ids}
            className="sw-input"
            list={`${ids.id}-zones`}
            spellCheck={false}
            value={props.value}
            onChange={(event) => props.onChange(event.currentTarget.value)}
          />
          <datalist id={`${ids.id}-zones`}>
            {ZONES.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
