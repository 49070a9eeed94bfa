// The screens: their place in the activity bar, their keys, and their code, loaded when first shown.

import {
  Calendar,
  Cog,
  Dashboard,
  FolderOpen,
  Notifications,
  Shield,
  TimelineBarChart,
  Code,
} from '@blueprintjs/icons';
import { lazy, type ComponentType, type JSX, type LazyExoticComponent } from 'react';

export interface ScreenEntry {
  readonly id: string;
  readonly title: string;
  readonly icon: JSX.Element;
  readonly keys: string;
  readonly view: LazyExoticComponent<ComponentType>;
}

export const SCREENS: readonly ScreenEntry[] = [
  {
    id: 'overview',
    title: 'Overview',
    icon: <Dashboard size={18} />,
    keys: 'g o',
    view: lazy(async () => ({
      default: (await import('../features/overview/OverviewScreen.tsx')).OverviewScreen,
    })),
  },
  {
    id: 'evidence',
    title: 'Evidence',
    icon: <Shield size={18} />,
    keys: 'g e',
    view: lazy(async () => ({
      default: (await import('../features/evidence/EvidenceScreen.tsx')).EvidenceScreen,
    })),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    icon: <TimelineBarChart size={18} />,
    keys: 'g t',
    view: lazy(async () => ({
      default: (await import('../features/timeline/TimelineScreen.tsx')).TimelineScreen,
    })),
  },
  {
    id: 'rules',
    title: 'Rules',
    icon: <Code size={18} />,
    keys: 'g r',
    view: lazy(async () => ({
      default: (await import('../features/rules/RulesScreen.tsx')).RulesScreen,
    })),
  },
  {
    id: 'alerts',
    title: 'Alerts',
    icon: <Notifications size={18} />,
    keys: 'g a',
    view: lazy(async () => ({
      default: (await import('../features/alerts/AlertsScreen.tsx')).AlertsScreen,
    })),
  },
  {
    id: 'incidents',
    title: 'Incidents',
    icon: <FolderOpen size={18} />,
    keys: 'g i',
    view: lazy(async () => ({
      default: (await import('../features/incidents/IncidentsScreen.tsx')).IncidentsScreen,
    })),
  },
  {
    id: 'reviews',
    title: 'Reviews',
    icon: <Calendar size={18} />,
    keys: 'g v',
    view: lazy(async () => ({
      default: (await import('../features/reviews/ReviewsScreen.tsx')).ReviewsScreen,
    })),
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: <Cog size={18} />,
    keys: 'g s',
    view: lazy(async () => ({
      default: (await import('../features/settings/SettingsScreen.tsx')).SettingsScreen,
    })),
  },
];
