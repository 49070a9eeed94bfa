// The report of an incident: its status with the steps it may take, and making it as PDF or JSON.

import { useState } from 'react';
import { Document } from '@blueprintjs/icons';
import type { Incident } from '../../../shared/domain/incident.ts';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../ui/Button.tsx';
import { Select, TextField } from '../../ui/Fields.tsx';
import { downloadBytes } from '../../ui/download.ts';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { usePreference } from '../../ui/preference.ts';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { Tag } from '../../ui/Tags.tsx';
import { reportSteps, type ReportStep } from './incident.model.ts';

export function ReportBar(props: { readonly incident: Incident; readonly unsaved: boolean }) {
  const { incident, unsaved } = props;
  const { report } = incident;
  const setStatus = useCommand('incidents.setReportStatus');
  const make = useJob('report.make');
  const [paper, setPaper] = usePreference('paper', 'A4');
  const [asking, setAsking] = useState<ReportStep | null>(null);

  const go = async (step: ReportStep, words: string) => {
    const result = await setStatus.run({
      id: incident.id,
      status: step.to,
      reviewer: step.needs === 'reviewer' ? words : report.reviewer,
      reason: step.needs === 'reason' ? words : '',
    });
    if (result.ok) setAsking(null);
    else showFailure(result.error);
  };
  const download = async (format: 'pdf' | 'json') => {
    const result = await make.run({
      of: { kind: 'incident', id: incident.id },
      format,
      paper: paper === 'Letter' ? 'Letter' : 'A4',
    });
    if (!result.ok) {
      if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
      return;
    }
    const { fileName, bytes, pages, sha256 } = result.value;
    downloadBytes(fileName, bytes, format === 'pdf' ? 'application/pdf' : 'application/json');
    const length = format === 'pdf' ? `, ${plural(pages, 'page')}` : '';
    showToast({
      tone: 'success',
      text: `${fileName} made${length}, SHA-256 ${sha256.slice(0, 16)}…`,
    });
  };

  return (
    <div className="report-bar" role="toolbar" aria-label="Report">
      <span className="soft">Report</span>
      <Tag tone={report.status === 'final' ? 'verified' : 'informational'}>
        {report.status}, version {report.version}
      </Tag>
      {report.reviewer !== '' && <span className="faint">reviewer {report.reviewer}</span>}
      {report.amendmentReason !== '' && (
        <span className="faint ellipsis" title={report.amendmentReason}>
          amended: {report.amendmentReason}
        </span>
      )}
      {reportSteps(report.status).map((step) => (
        <Button
          key={step.to}
          size="small"
          disabled={unsaved || setStatus.busy}
          title={unsaved ? 'Save the incident first' : undefined}
          onClick={() => (step.needs === 'nothing' ? void go(step, '') : setAsking(step))}
        >
          {step.label}
        </Button>
      ))}
      <span style={{ flex: 1 }} />
      <Select
        label="Paper"
        width={74}
        value={paper === 'Letter' ? 'Letter' : 'A4'}
        choices={[
          { value: 'A4', label: 'A4' },
          { value: 'Letter', label: 'Letter' },
        ]}
        onChange={setPaper}
      />
      <Button disabled={make.running} onClick={() => void download('json')}>
        JSON
      </Button>
      <Button
        icon={<Document size={14} />}
        disabled={make.running}
        onClick={() => void download('pdf')}
      >
        {make.running ? 'Making the report' : 'PDF'}
      </Button>
      {asking && (
        <StepDialog step={asking} busy={setStatus.busy} onClose={() => setAsking(null)} onGo={go} />
      )}
    </div>
  );
}

function StepDialog(props: {
  readonly step: ReportStep;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onGo: (step: ReportStep, words: string) => Promise<void>;
}) {
  const { step } = props;
  const [words, setWords] = useState('');
  const review = step.needs === 'reviewer';
  const ready = words.trim() !== '' && !props.busy;
  return (
    <Dialog
      open
      title={review ? 'Make the report final' : 'Amend a final report'}
      width={440}
      onClose={props.onClose}
      onSubmit={() => ready && void props.onGo(step, words.trim())}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={!ready}>
            {step.label}
          </Button>
        </>
      }
    >
      <TextField
        label={review ? 'Reviewer' : 'Reason of the amendment'}
        hint={
          review
            ? 'Another person than the author. A final report does not change any more; it can be amended as a new version.'
            : 'Printed on the control page of the new version.'
        }
        autoFocus
        maxLength={2_000}
        value={words}
        onChange={setWords}
      />
    </Dialog>
  );
}
