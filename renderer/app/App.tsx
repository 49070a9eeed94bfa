// The window: activity bar, workspace, status bar, and what lies over them.

import { Suspense, useEffect, useState } from 'react';
import { FocusStyleManager } from '@blueprintjs/core';
import type { NotOpened } from '../../shared/contract/areas/evidence.ts';
import { SEVERITIES } from '../../shared/domain/severity.ts';
import { beginActivity } from '../client/activity.ts';
import { useJobStore } from '../client/ClientProvider.tsx';
import { hostBridge } from '../client/host-bridge.ts';
import { useConnectionLost } from '../client/connection.ts';
import { useNotices } from '../client/use-notices.ts';
import { useQuery } from '../client/use-query.ts';
import { Button } from '../ui/Button.tsx';
import { CommandPalette } from '../ui/CommandPalette.tsx';
import { listenForKeys } from '../ui/commands.ts';
import { HelpSheet } from '../ui/HelpSheet.tsx';
import { usePreference } from '../ui/preference.ts';
import { navigate, useRoute } from '../ui/route.ts';
import { LoadingState } from '../ui/States.tsx';
import { useAppliedTheme } from '../ui/theme.ts';
import { showToast, takeToastBack, Toasts } from '../ui/toast.tsx';
import { ZoneProvider } from '../ui/zone.ts';
import { ActivityBar } from './ActivityBar.tsx';
import { CaseDialog } from './CaseDialog.tsx';
import { CrashBoundary } from './CrashBoundary.tsx';
import { DropTarget } from './DropTarget.tsx';
import { ExaminerCard, ExaminerDialog } from './ExaminerDialog.tsx';
import { FileChoice } from './FileChooser.tsx';
import { NotOpenedBar } from './NotOpenedBar.tsx';
import { Opening } from './Opening.tsx';
import { OpeningBar } from './OpeningBar.tsx';
import type { OpeningOutcome } from './outcome.model.ts';
import { RuleImporting } from './RuleImporting.tsx';
import { SCREENS } from './screens.tsx';
import { ShellCommands } from './ShellCommands.tsx';
import { StatusBar } from './StatusBar.tsx';

FocusStyleManager.onlyShowFocusOnTabs();

export type ShellDialog = 'palette' | 'help' | 'cases' | 'examiner';

export function App() {
  useAppliedTheme();
  const route = useRoute();
  const jobs = useJobStore();
  const lost = useConnectionLost();
  const screen = SCREENS.find((each) => each.id === route.screen) ?? SCREENS[0];
  const { data: info } = useQuery('case.info', {}, { topics: ['case', 'settings'] });
  const { data: overview } = useQuery('overview.get', {}, { topics: ['alerts', 'case'] });
  const [zoneChoice, setZoneChoice] = usePreference('zone', 'case');
  const [dialog, setDialog] = useState<ShellDialog | null>(null);
  const [postponed, setPostponed] = useState(false);
  const [opening, setOpening] = useState(false);
  const [notOpened, setNotOpened] = useState<readonly NotOpened[]>([]);
  const [outcome, setOutcome] = useState<OpeningOutcome | null>(null);

  useEffect(() => listenForKeys(window), []);
  useEffect(() => {
    if (route.screen === '') navigate({ screen: 'overview' }, { replace: true });
  }, [route.screen]);
  useEffect(() => {
    document.title = screen ? `${screen.title} – ${info?.name ?? 'Sealwatch'}` : 'Sealwatch';
  }, [screen, info?.name]);
  // A result belongs to the screen it came up on; whoever goes on has seen it.
  useEffect(() => setOutcome(null), [route.screen]);
  useNotices((notice) => {
    // Whoever checks again has a newer verdict than the one that came of opening.
    if (notice.topic === 'job' && notice.job.procedure === 'evidence.verify' && !opening) {
      setOutcome(null);
    }
    if (notice.topic === 'thread') {
      if (notice.isOver) takeToastBack(notice.message);
      else showToast({ tone: 'error', text: notice.message });
    }
    // Jobs of this page report their own failure; those that run by themselves do it here.
    if (notice.topic === 'job' && notice.job.state === 'failed' && notice.job.error) {
      if (jobs.ofPage(notice.job.procedure) !== undefined) return;
      showToast({ tone: 'error', text: `${notice.job.title}: ${notice.job.error.message}` });
    }
  });

  const zone = zoneChoice === 'utc' ? 'UTC' : (info?.settings.zone ?? 'UTC');
  const firstUse = info !== undefined && info.examiner === null && !postponed;
  const worst = SEVERITIES.find((each) => (overview?.openBySeverity[each] ?? 0) > 0);
  const open = Object.values(overview?.openBySeverity ?? {}).reduce((sum, each) => sum + each, 0);
  const View = screen?.view;

  return (
    <ZoneProvider value={zone}>
      <FileChoice>
        <RuleImporting>
          <Opening onOutcome={setOutcome} onNotOpened={setNotOpened} onOpening={setOpening}>
            <ShellCommands onDialog={setDialog} bridge={hostBridge()} />
            <div className="window">
              {lost !== null && (
                <div className="connection-lost" role="alert">
                  {lost}
                  <Button size="small" onClick={() => window.location.reload()}>
                    Connect again
                  </Button>
                </div>
              )}
              <ActivityBar
                screen={screen?.id ?? ''}
                waiting={worst ? { count: open, worst } : null}
              />
              <main className="workspace">
                {lost === null && (
                  <OpeningBar
                    screen={screen?.id ?? ''}
                    opening={opening}
                    outcome={outcome}
                    onClose={() => setOutcome(null)}
                  />
                )}
                <NotOpenedBar files={notOpened} onClose={() => setNotOpened([])} />
                <div className="workspace-screen">
                  <CrashBoundary key={screen?.id} what={screen?.title ?? 'This screen'}>
                    <Suspense fallback={<LoadingScreen />}>{View && <View />}</Suspense>
                  </CrashBoundary>
                </div>
              </main>
              <Toasts />
              <StatusBar
                info={info}
                zone={zone}
                onZone={setZoneChoice}
                onCases={() => setDialog('cases')}
                onExaminer={() => setDialog('examiner')}
                onHelp={() => setDialog('help')}
              />
            </div>
            <DropTarget />
            <CommandPalette open={dialog === 'palette'} onClose={() => setDialog(null)} />
            <HelpSheet open={dialog === 'help'} onClose={() => setDialog(null)} />
            {dialog === 'cases' && <CaseDialog onClose={() => setDialog(null)} />}
            {info && dialog === 'examiner' && (
              <ExaminerDialog initial={info.examiner} onClose={() => setDialog(null)} />
            )}
            {firstUse && dialog !== 'examiner' && (
              <ExaminerCard opening={opening} onClose={() => setPostponed(true)} />
            )}
          </Opening>
        </RuleImporting>
      </FileChoice>
    </ZoneProvider>
  );
}

/** The page is not idle while the code of a screen is on its way. */
function LoadingScreen() {
  useEffect(() => beginActivity(), []);
  return <LoadingState />;
}
