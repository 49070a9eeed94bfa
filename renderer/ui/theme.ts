// Light, dark, or what the system says. Keeps Blueprint's own class in step with ours.

import { useEffect, useSyncExternalStore } from 'react';
import { usePreference } from './preference.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const systemDark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  systemDark.addEventListener('change', listener);
  return () => systemDark.removeEventListener('change', listener);
}

export function useTheme(): {
  readonly theme: Theme;
  readonly choice: ThemeChoice;
  readonly setChoice: (choice: ThemeChoice) => void;
} {
  const [stored, setStored] = usePreference('theme', 'system');
  const dark = useSyncExternalStore(subscribe, () => systemDark.matches);
  const choice: ThemeChoice = stored === 'light' || stored === 'dark' ? stored : 'system';
  const system: Theme = dark ? 'dark' : 'light';
  return { theme: choice === 'system' ? system : choice, choice, setChoice: setStored };
}

/** Called once, by the shell. */
export function useAppliedTheme(): Theme {
  const { theme } = useTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.body.classList.toggle('bp6-dark', theme === 'dark');
    // Charts and the editor redraw with the colours of the new theme.
    window.dispatchEvent(new CustomEvent('sealwatch-theme', { detail: theme }));
  }, [theme]);
  return theme;
}
