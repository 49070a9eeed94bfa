// Two panes with a handle between them. Sizes are kept per pane id.

import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { usePreference } from './preference.ts';

export function SplitPane(props: {
  /** Names the kept sizes. */
  readonly id: string;
  readonly orientation?: 'horizontal' | 'vertical';
  readonly first: ReactNode;
  /** Null: the first pane has all the room. */
  readonly second: ReactNode;
  /** Share of the first pane in percent. */
  readonly initial?: number;
  readonly minFirstPx?: number;
  readonly minSecondPx?: number;
}) {
  const orientation = props.orientation ?? 'horizontal';
  const [kept, setKept] = usePreference(`split.${props.id}`, String(props.initial ?? 60));
  const share = Number(kept);
  const first = Number.isFinite(share) && share > 5 && share < 95 ? share : 60;
  const firstId = `${props.id}-first`;
  const secondId = `${props.id}-second`;
  return (
    <Group
      orientation={orientation}
      style={{ height: '100%', width: '100%' }}
      onLayoutChanged={(layout) => {
        const size = layout[firstId];
        if (size !== undefined && layout[secondId] !== undefined) setKept(size.toFixed(2));
      }}
    >
      <Panel id={firstId} defaultSize={`${first}%`} minSize={`${props.minFirstPx ?? 240}px`}>
        {props.first}
      </Panel>
      {props.second !== null && (
        <Separator className="sw-split-handle" data-orientation={orientation} />
      )}
      {props.second !== null && (
        <Panel
          id={secondId}
          defaultSize={`${100 - first}%`}
          minSize={`${props.minSecondPx ?? 240}px`}
        >
          {props.second}
        </Panel>
      )}
    </Group>
  );
}
