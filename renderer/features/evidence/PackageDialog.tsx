// What goes into an evidence package, and the folder that it is written to.

import { useState } from 'react';
import type { Input } from '../../../shared/contract/procedures.ts';
import { useChooseFiles } from '../../client/files.tsx';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Fields.tsx';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { packageChoice, type PackageKind } from './package-choice.model.ts';

const KINDS: readonly { readonly value: PackageKind; readonly label: string }[] = [
  { value: 'all', label: 'All events' },
  { value: 'query', label: 'Events that a query finds' },
  { value: 'exhibits', label: 'Whole exhibits, with their original files' },
  { value: 'incident', label: 'Events of an incident, with its report' },
];

const HINTS: Readonly<Record<PackageKind, string>> = {
  all: '',
  query: 'As in the search field of the timeline.',
  exhibits: 'E01, E02 …',
  incident: 'INC-2026-001',
};

export function PackageDialog(props: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<PackageKind>('all');
  const [text, setText] = useState('');
  const chooseFiles = useChooseFiles();
  const seal = useCommand('case.makeCheckpoint');
  const pack = useJob('package.make');
  const incidents = useQuery('incidents.list', {});
  const made = packageChoice(kind, text);

  const write = async (choice: Input<'package.make'>['choice']) => {
    const folders = await chooseFiles('folder');
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
    showToast({ tone: 'success', text: `${plural(events, 'event')} written to ${path}.${rest}` });
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
      <div style={{ display: 'grid', gap: 12 }}>
        <p>
          One zip file: records with proofs that they are as they were sealed, the checkpoints, and
          a program that checks all of it with plain Node.
        </p>
        <SelectField
          label="What goes in"
          value={kind}
          choices={KINDS}
          onChange={(next) => {
            setKind(next);
            setText(next === 'incident' ? (incidents.data?.incidents[0]?.id ?? '') : '');
          }}
        />
        {kind !== 'all' && (
          <TextField
            label={kind === 'query' ? 'Query' : kind === 'exhibits' ? 'Exhibits' : 'Incident'}
            value={text}
            onChange={setText}
            spellCheck={false}
            problem={made.ok || text.trim() === '' ? undefined : made.error}
            hint={HINTS[kind]}
          />
        )}
      </div>
    </Dialog>
  );
}
