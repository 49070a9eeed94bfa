// One alert: what was found and why, the events behind it, and what has been done about it.

import { useState } from 'react';
import { Document, FolderNew, More } from '@blueprintjs/icons';
import { isOpenState, type Alert } from '../../../shared/domain/alert.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Spacer } from '../../ui/Layout.tsx';
import { MenuButton } from '../../ui/Overlays.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { SeverityTag, Tag } from '../../ui/Tags.tsx';
import { AlertEvents } from './AlertEvents.tsx';
import { AlertHistory } from './AlertHistory.tsx';
import { FindingView } from './FindingView.tsx';
import { nextState } from './queue.model.ts';
import type { AlertActions } from './use-alert-actions.ts';

type TabId = 'finding' | 'events' | 'history';

export function AlertDetail(props: {
  readonly alert: Alert;
  readonly chosen: readonly Alert[];
  readonly actions: AlertActions;
}) {
  const { alert, chosen, actions } = props;
  const { finding } = alert;
  const [tab, setTab] = useState<TabId>('finding');
  const open = isOpenState(alert.state);
  const taken = chosen.every((each) => each.incidentId !== null);
  const next = nextState(alert.state);
  const many = chosen.length > 1 ? ` ${chosen.length}` : '';
  return (
    <article className="alert" aria-label={finding.ruleTitle}>
      <header className="alert-head">
        <div className="alert-title">
          <SeverityTag severity={finding.severity} />
          <h2>{finding.ruleTitle}</h2>
          <Tag>{alert.state}</Tag>
          {alert.incidentId !== null && (
            <a href={hashOf({ screen: 'incidents', id: alert.incidentId })}>{alert.incidentId}</a>
          )}
          <div className="alert-title-actions">
            <Button
              icon={<Document size={14} />}
              title="P"
              disabled={actions.reporting}
              onClick={() => actions.report('pdf')}
            >
              {actions.reporting ? 'Making' : 'PDF'}
            </Button>
            <MenuButton
              placement="bottom-end"
              entries={[
                { text: 'Assign', label: 'S', run: () => actions.setDialog({ kind: 'assign' }) },
                {
                  text: 'Move with a note',
                  label: 'N',
                  disabled: !open,
                  run: () =>
                    actions.setDialog({
                      kind: 'move',
                      to: nextState(alert.state) ?? 'acknowledged',
                    }),
                },
                {
                  text: 'Take the last step back',
                  label: 'U',
                  disabled: alert.steps.length === 0,
                  run: actions.undo,
                },
                {
                  text: 'Make an exception',
                  label: 'X',
                  disabled: chosen.length > 1,
                  run: () => actions.setDialog({ kind: 'exception', reason: '' }),
                },
                null,
                { text: 'Report as JSON', run: () => actions.report('json') },
              ]}
            >
              <IconButton icon={<More size={14} />} label="More" />
            </MenuButton>
          </div>
        </div>
        <div className="alert-actions" role="toolbar" aria-label="Work on the alert">
          {alert.state === 'new' && (
            <Button
              kind="primary"
              disabled={actions.busy}
              title="A"
              onClick={() => void actions.move('acknowledged', '')}
            >
              Acknowledge{many}
            </Button>
          )}
          {open && alert.state !== 'new' && alert.state !== 'acknowledged' && next && (
            <Button
              kind="primary"
              disabled={actions.busy}
              title="N"
              onClick={() => actions.setDialog({ kind: 'move', to: next })}
            >
              To: {next}
            </Button>
          )}
          {open && alert.state !== 'investigating' && (
            <Button
              kind={alert.state === 'acknowledged' ? 'primary' : 'plain'}
              disabled={actions.busy}
              title="I"
              onClick={() => void actions.move('investigating', '')}
            >
              Investigate
            </Button>
          )}
          {open && (
            <Button
              disabled={actions.busy}
              title="C"
              onClick={() => actions.setDialog({ kind: 'move', to: 'closed' })}
            >
              Close
            </Button>
          )}
          {open && (
            <Button
              disabled={actions.busy}
              title="F"
              onClick={() => actions.setDialog({ kind: 'move', to: 'false positive' })}
            >
              False positive
            </Button>
          )}
          {!open && (
            <Button disabled={actions.busy} title="U" onClick={actions.undo}>
              Take back
            </Button>
          )}
          <Spacer />
          {!taken && (
            <Button
              icon={<FolderNew size={14} />}
              title="Shift+I"
              onClick={() => actions.setDialog({ kind: 'incident' })}
            >
              Open incident
            </Button>
          )}
        </div>
      </header>
      <div className="alert-body">
        <Tabs
          label="Alert"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: 'finding', title: 'Finding' },
            { id: 'events', title: 'Evidence', count: finding.eventIds.length },
            { id: 'history', title: 'History', count: alert.steps.length },
          ]}
        >
          {tab === 'finding' && <FindingView alert={alert} />}
          {tab === 'events' && <AlertEvents finding={finding} />}
          {tab === 'history' && <AlertHistory alert={alert} />}
        </Tabs>
      </div>
    </article>
  );
}
