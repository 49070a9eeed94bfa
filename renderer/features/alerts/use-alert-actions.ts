// What can be done with the chosen alerts, for buttons, menus, the palette and the keyboard. Every
// move can be taken back from its message or with `u`.

import { useState } from 'react';
import type { Alert, AlertState } from '../../../shared/domain/alert.ts';
import { isOpenState } from '../../../shared/domain/alert.ts';
import { useClient } from '../../client/ClientProvider.tsx';
import { useCommand } from '../../client/use-command.ts';
import { useJob } from '../../client/use-job.ts';
import { useCommands } from '../../ui/commands.ts';
import { downloadBytes } from '../../ui/download.ts';
import { plural } from '../../ui/format.model.ts';
import { navigate } from '../../ui/route.ts';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { nextState } from './queue.model.ts';

export type AlertDialog =
  | { readonly kind: 'move'; readonly to: AlertState }
  | { readonly kind: 'assign' }
  | { readonly kind: 'exception'; readonly reason: string }
  | { readonly kind: 'incident' };

export interface AlertActions {
  readonly dialog: AlertDialog | null;
  readonly setDialog: (dialog: AlertDialog | null) => void;
  readonly move: (to: AlertState, note: string) => Promise<boolean>;
  readonly undo: () => void;
  readonly assign: (assignee: string) => Promise<boolean>;
  readonly openIncident: (title: string) => Promise<boolean>;
  readonly report: (format: 'pdf' | 'json') => void;
  readonly reporting: boolean;
  readonly busy: boolean;
}

export function useAlertActions(parts: {
  readonly chosen: readonly Alert[];
  /** Moves in the list by so many rows. */
  readonly onMove: (step: number) => void;
}): AlertActions {
  const { chosen, onMove } = parts;
  const client = useClient();
  const moveCommand = useCommand('alerts.move');
  const assignCommand = useCommand('alerts.assign');
  const openCommand = useCommand('incidents.open');
  const reportJob = useJob('report.make');
  const [dialog, setDialog] = useState<AlertDialog | null>(null);
  const ids = chosen.map((alert) => alert.finding.id);
  const first = chosen[0];

  const undoMany = async (which: readonly string[]) => {
    for (const id of which) {
      const result = await client.call('alerts.undo', { id });
      if (!result.ok) {
        showFailure(result.error);
        return;
      }
    }
  };
  const move = async (to: AlertState, note: string) => {
    const moving = chosen.filter((alert) => alert.state !== to).map((alert) => alert.finding.id);
    if (moving.length === 0) return true;
    const result = await moveCommand.run({ ids: moving, to, note });
    if (!result.ok) {
      showFailure(result.error);
      return false;
    }
    showToast({
      tone: 'success',
      text: `${plural(moving.length, 'alert')}: ${to}.`,
      action: { label: 'Undo', run: () => void undoMany(moving) },
    });
    return true;
  };
  const assign = async (assignee: string) => {
    const result = await assignCommand.run({ ids, assignee });
    if (!result.ok) showFailure(result.error);
    return result.ok;
  };
  const openIncident = async (title: string) => {
    const result = await openCommand.run({ title, alertIds: ids, eventIds: [] });
    if (!result.ok) {
      showFailure(result.error);
      return false;
    }
    const { id } = result.value;
    showToast({ tone: 'success', text: `${id} opened.` });
    navigate({ screen: 'incidents', id });
    return true;
  };
  const report = async (format: 'pdf' | 'json') => {
    if (!first) return;
    const result = await reportJob.run({
      of: { kind: 'alert', id: first.finding.id },
      format,
      paper: 'A4',
    });
    if (!result.ok) {
      if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
      return;
    }
    const { fileName, bytes, sha256 } = result.value;
    downloadBytes(fileName, bytes, format === 'pdf' ? 'application/pdf' : 'application/json');
    showToast({ tone: 'success', text: `${fileName} made, SHA-256 ${sha256.slice(0, 16)}…` });
  };

  const any = chosen.length > 0;
  const anyOpen = chosen.some((alert) => isOpenState(alert.state));
  useCommands([
    {
      id: 'alert-next',
      title: 'Next alert',
      section: 'Alerts',
      keys: 'j',
      keysOnly: true,
      run: () => onMove(1),
    },
    {
      id: 'alert-previous',
      title: 'Previous alert',
      section: 'Alerts',
      keys: 'k',
      keysOnly: true,
      run: () => onMove(-1),
    },
    {
      id: 'alert-acknowledge',
      title: 'Acknowledge',
      section: 'Alerts',
      keys: 'a',
      enabled: anyOpen,
      run: () => void move('acknowledged', ''),
    },
    {
      id: 'alert-investigate',
      title: 'Investigate',
      section: 'Alerts',
      keys: 'i',
      enabled: anyOpen,
      run: () => void move('investigating', ''),
    },
    {
      id: 'alert-note',
      title: 'Move on with a note',
      section: 'Alerts',
      keys: 'n',
      enabled: anyOpen,
      run: () => first && setDialog({ kind: 'move', to: nextState(first.state) ?? 'acknowledged' }),
    },
    {
      id: 'alert-close',
      title: 'Close',
      section: 'Alerts',
      keys: 'c',
      enabled: anyOpen,
      run: () => setDialog({ kind: 'move', to: 'closed' }),
    },
    {
      id: 'alert-false',
      title: 'Mark as false positive',
      section: 'Alerts',
      keys: 'f',
      enabled: anyOpen,
      run: () => setDialog({ kind: 'move', to: 'false positive' }),
    },
    {
      id: 'alert-exception',
      title: 'Make an exception from this alert',
      section: 'Alerts',
      keys: 'x',
      enabled: chosen.length === 1,
      run: () => setDialog({ kind: 'exception', reason: '' }),
    },
    {
      id: 'alert-assign',
      title: 'Assign',
      section: 'Alerts',
      keys: 's',
      enabled: any,
      run: () => setDialog({ kind: 'assign' }),
    },
    {
      id: 'alert-incident',
      title: 'Open an incident from the chosen alerts',
      section: 'Alerts',
      keys: 'shift+i',
      enabled: any,
      run: () => setDialog({ kind: 'incident' }),
    },
    {
      id: 'alert-report',
      title: 'Make the PDF report of this alert',
      section: 'Alerts',
      keys: 'p',
      enabled: first !== undefined,
      run: () => void report('pdf'),
    },
    {
      id: 'alert-undo',
      title: 'Take the last step back',
      section: 'Alerts',
      keys: 'u',
      enabled: chosen.some((alert) => alert.steps.length > 0),
      run: () => void undoMany(ids),
    },
  ]);

  return {
    dialog,
    setDialog,
    move,
    undo: () => void undoMany(ids),
    assign,
    openIncident,
    report: (format) => void report(format),
    reporting: reportJob.running,
    busy: moveCommand.busy || assignCommand.busy || openCommand.busy,
  };
}
