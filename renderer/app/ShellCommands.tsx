// Commands that work on every screen, for the palette, the keyboard and the system's menu.

import { useEffect, useRef } from 'react';
import {
  Contrast,
  Database,
  Document,
  FolderOpen,
  Help,
  Lightbulb,
  Person,
  Play,
} from '@blueprintjs/icons';
import type { HostBridge } from '../client/host-bridge.ts';
import { useOpenEvidence } from '../client/opening.ts';
import { useJob } from '../client/use-job.ts';
import { useQuery } from '../client/use-query.ts';
import { plural } from '../ui/format.model.ts';
import { runWhenThere, useCommands, type UiCommand } from '../ui/commands.ts';
import { navigate } from '../ui/route.ts';
import { useTheme } from '../ui/theme.ts';
import { showFailure, showToast } from '../ui/toast.tsx';
import type { ShellDialog } from './App.tsx';
import { menuCommandId } from './menu.model.ts';
import { SCREENS } from './screens.tsx';

export function ShellCommands(props: {
  readonly onDialog: (dialog: ShellDialog) => void;
  readonly bridge: HostBridge | undefined;
}) {
  const { onDialog, bridge } = props;
  const opening = useOpenEvidence();
  const detect = useJob('detect.run');
  const { theme, setChoice } = useTheme();
  const host = useQuery('host.info', {});

  const runDetection = async () => {
    const result = await detect.run({ fromUs: null, toUs: null });
    if (!result.ok) {
      if (!result.error.code.endsWith('cancelled')) showFailure(result.error);
      return;
    }
    const { rules, added } = result.value;
    showToast({
      tone: 'success',
      text: `Detection ran ${plural(rules, 'rule')}: ${plural(added, 'new alert')}.`,
    });
  };

  const commands: readonly UiCommand[] = [
    ...SCREENS.map((screen) => ({
      id: `go-${screen.id}`,
      title: `Go to ${screen.title}`,
      section: 'Screens',
      keys: screen.keys,
      icon: screen.icon,
      run: () => navigate({ screen: screen.id }),
    })),
    {
      id: 'open-evidence',
      title: 'Open files of evidence',
      section: 'Evidence',
      keys: 'mod+o',
      icon: <Document size={14} />,
      run: () => opening.choose('evidence'),
    },
    {
      id: 'open-folder',
      title: 'Open a folder of evidence',
      section: 'Evidence',
      keys: 'mod+shift+o',
      icon: <FolderOpen size={14} />,
      run: () => opening.choose('folder'),
    },
    {
      id: 'open-sample',
      title: 'Open the sample case',
      section: 'Evidence',
      icon: <Lightbulb size={14} />,
      enabled: host.data?.sampleCase ?? false,
      run: opening.sample,
    },
    {
      id: 'detect',
      title: 'Run detection',
      section: 'Detection',
      icon: <Play size={14} />,
      run: () => void runDetection(),
    },
    {
      id: 'cases',
      title: 'Open or create a case',
      section: 'Case',
      icon: <Database size={14} />,
      run: () => onDialog('cases'),
    },
    {
      id: 'examiner',
      title: 'State who is examining',
      section: 'Case',
      icon: <Person size={14} />,
      run: () => onDialog('examiner'),
    },
    {
      id: 'theme',
      title: theme === 'dark' ? 'Switch to the light theme' : 'Switch to the dark theme',
      section: 'Window',
      icon: <Contrast size={14} />,
      run: () => setChoice(theme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'help',
      title: 'Show the keyboard',
      section: 'Window',
      keys: '?',
      icon: <Help size={14} />,
      run: () => onDialog('help'),
    },
    {
      id: 'palette',
      title: 'Find a command',
      section: 'Window',
      keys: 'mod+k',
      keysOnly: true,
      run: () => onDialog('palette'),
    },
    {
      id: 'find-events',
      title: 'Find events',
      section: 'Screens',
      keys: 'mod+f',
      keysOnly: true,
      run: () => {
        navigate({ screen: 'timeline' });
        runWhenThere('timeline.search');
      },
    },
    {
      id: 'palette-2',
      title: 'Find a command',
      section: 'Window',
      keys: 'mod+shift+p',
      keysOnly: true,
      run: () => onDialog('palette'),
    },
  ];
  useCommands(commands);

  const newest = useRef(commands);
  useEffect(() => {
    newest.current = commands;
  });
  useEffect(
    () =>
      bridge?.onMenu?.((name) => {
        const id = menuCommandId(
          name,
          SCREENS.map((screen) => screen.id),
        );
        newest.current.find((command) => command.id === id)?.run();
      }),
    [bridge],
  );
  return null;
}
