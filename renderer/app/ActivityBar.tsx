// The bar at the left: every screen with icon and name, and how many alerts wait.

import type { Severity } from '../../shared/domain/severity.ts';
import { hashOf } from '../ui/route.model.ts';
import { toneStyle } from '../ui/Tags.tsx';
import { SCREENS } from './screens.tsx';

export interface WaitingAlerts {
  readonly count: number;
  readonly worst: Severity;
}

export function ActivityBar(props: {
  readonly screen: string;
  readonly waiting: WaitingAlerts | null;
}) {
  return (
    <nav className="rail" aria-label="Screens">
      {SCREENS.map((screen) => {
        const waiting = screen.id === 'alerts' ? props.waiting : null;
        return (
          <a
            key={screen.id}
            href={hashOf({ screen: screen.id })}
            className="rail-item"
            data-last={screen.id === 'settings' ? '' : undefined}
            aria-current={screen.id === props.screen ? 'page' : undefined}
          >
            <span className="rail-icon">
              {screen.icon}
              {waiting && (
                <span className="rail-badge" style={toneStyle(waiting.worst)} aria-hidden="true">
                  {waiting.count > 99 ? '99+' : waiting.count}
                </span>
              )}
            </span>
            <span>
              {screen.title}
              {waiting && <span className="visually-hidden">, {waiting.count} open</span>}
            </span>
          </a>
        );
      })}
    </nav>
  );
}
