// Two panes with a handle between them. Sizes that the officer gave them are kept per pane id; until
// then the first pane has the share that its view asks for, and follows it.

import { useEffect, type ReactNode } from 'react';
import { Group, Panel, Separator, useGroupRef } from 'react-resizable-panels';
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
  const [kept, setKept] = usePreference(`panes.${props.id}`, '');
  const share = kept === '' ? (props.initial ?? 60) : Number(kept);
  const first = Number.isFinite(share) && share > 5 && share < 95 ? share : 60;
  const firstId = `${props.id}-first`;
  const secondId = `${props.id}-second`;
  const group = useGroupRef();
  useEffect(() => {
    const layout = group.current?.getLayout() ?? {};
    // A pane that has only just come takes its size from its own start.
    const both = layout[firstId] !== undefined && layout[secondId] !== undefined;
    if (kept === '' && both) {
      group.current?.setLayout({ [firstId]: first, [secondId]: 100 - first });
    }
  }, [group, kept, first, firstId, secondId]);
  return (
    <Group
      groupRef={group}
      orientation={orientation}
      style={{ height: '100%', width: '100%' }}
      onLayoutChanged={(layout, { isUserInteraction }) => {
        const size = layout[firstId];
        if (isUserInteraction && size !== undefined && layout[secondId] !== undefined)
          setKept(size.toFixed(2));
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
