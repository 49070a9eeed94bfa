// What goes into an evidence package, and the folder that it is written to.

import { useState } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { useChooseFiles } from '../../client/files.tsx';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { Check, SelectField, TextField } from '../../ui/Fields.tsx';
import { formatCount, plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Callout, ErrorState } from '../../ui/States.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';
import { MANY_SOURCES, sourcesLike } from './source-filter.model.ts';
import { packageChoice, type PackageDraft, type PackageKind } from './package-choice.model.ts';

const KINDS: readonly { readonly value: PackageKind; readonly label: string }[] = [
  { value: 'all', label: 'All events' },
  { value: 'query', label: 'Events that a query finds' },
  { value: 'exhibits', label: 'Whole exhibits, with their original files' },
  { value: 'incident', label: 'Events of an incident, with its report' },
];

const NOTHING: PackageDraft = { kind: 'all', query: '', exhibits: new Set(), incident: '' };

export function PackageDialog(props: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState(NOTHING);
  const chooseFiles = useChooseFiles();
  const seal = useCommand('case.makeCheckpoint');
  const pack = useJob('package.make');
  const made = packageChoice(draft);
  const change = (part: Partial<PackageDraft>) => setDraft({ ...draft, ...part });

  const write = async (choice: Input<'package.make'>['choice']) => {
    const folders = await chooseFiles('destination');
    if (!folders.ok) {
      showFailure(folders.error);
      return;
    }
    const folder = folders.value[0];
    if (!folder) return;
    // What is packed stands under a signature made now.
    const sealed = await seal.run({});
    if (!sealed.ok) {
      showFailure(sealed.error);
      return;
    }
    const result = await pack.run({ out: folder.token, choice });
    if (!result.ok) {
      if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
      return;
    }
    const { path, events, left } = result.value;
    const rest = left.length === 0 ? '' : ` Not in it: ${left.join('; ')}.`;
    showToast({
      tone: 'success',
      text: `${plural(events, 'event')} written to ${path}.${rest}`,
      action: { label: 'Copy path', run: () => void copyText(path, 'The path') },
    });
    props.onClose();
  };
  return (
    <Dialog
      open
      title="Export an evidence package"
      width={560}
      onClose={props.onClose}
      onSubmit={() => made.ok && void write(made.value)}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!made.ok || pack.running || seal.busy}>
            Choose the folder and write
          </Button>
        </>
      }
    >
      <div className="sw-form">
        <p>
          One zip file: records with proofs that they are as they were sealed, the checkpoints, and
          a program that checks all of it with plain Node.
        </p>
        <SelectField
          label="What goes in"
          value={draft.kind}
          choices={KINDS}
          onChange={(kind) => change({ kind })}
        />
        {draft.kind === 'query' && (
          <TextField
            label="Query"
            value={draft.query}
            onChange={(query) => change({ query })}
            spellCheck={false}
            autoFocus
            problem={made.ok || made.error === '' ? undefined : made.error}
            hint="As in the search field of the timeline."
          />
        )}
        {draft.kind === 'exhibits' && (
          <ExhibitChoice chosen={draft.exhibits} onChange={(exhibits) => change({ exhibits })} />
        )}
        {draft.kind === 'incident' && (
          <IncidentChoice chosen={draft.incident} onChange={(incident) => change({ incident })} />
        )}
      </div>
    </Dialog>
  );
}

function ExhibitChoice(props: {
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const { data, error, reload } = useQuery('evidence.list', {}, { topics: ['sources'] });
  const [sought, setSought] = useState('');
  if (error) return <ErrorState error={error} onRetry={reload} />;
  const toggle = (exhibit: string) => {
    const next = new Set(props.chosen);
    if (!next.delete(exhibit)) next.add(exhibit);
    props.onChange(next);
  };
  const sources = data?.sources ?? [];
  const listed = sourcesLike(sources, sought, 'all');
  const all = () => props.onChange(new Set([...props.chosen, ...listed.map(exhibitOf)]));
  return (
    <>
      <div className="package-tools">
        {sources.length > MANY_SOURCES && (
          <SearchField
            label="Filter the exhibits"
            placeholder="Filter by name, path, format, hash"
            value={sought}
            onChange={setSought}
          />
        )}
        <span className="soft num" role="status">
          {formatCount(props.chosen.size)} of {formatCount(sources.length)} chosen
        </span>
        <Button size="small" disabled={listed.length === 0} onClick={all}>
          {sought.trim() === '' ? 'Choose all' : 'Choose these'}
        </Button>
        <Button
          size="small"
          disabled={props.chosen.size === 0}
          onClick={() => props.onChange(new Set())}
        >
          Choose none
        </Button>
      </div>
      <ul className="package-exhibits" aria-label="Exhibits">
        {listed.map(({ source: { exhibit, name, files } }) => (
          <li key={exhibit}>
            <Check
              label={
                <span className="log-text">
                  {exhibit} {visibleText(name)}, {plural(files, 'file')}
                </span>
              }
              checked={props.chosen.has(exhibit)}
              onChange={() => toggle(exhibit)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function exhibitOf({ source }: SourceWithVerdict): string {
  return source.exhibit;
}

function IncidentChoice(props: {
  readonly chosen: string;
  readonly onChange: (id: string) => void;
}) {
  const { data, error, reload } = useQuery('incidents.list', {}, { topics: ['incidents'] });
  if (error) return <ErrorState error={error} onRetry={reload} />;
  const incidents = data?.incidents ?? [];
  if (data && incidents.length === 0) {
    return <Callout>This case has no incident. One is opened from alerts or events.</Callout>;
  }
  return (
    <SelectField
      label="Incident"
      value={props.chosen}
      choices={[
        { value: '', label: 'Choose one' },
        ...incidents.map(({ id, title }) => ({ value: id, label: `${id}  ${visibleText(title)}` })),
      ]}
      onChange={props.onChange}
    />
  );
}
