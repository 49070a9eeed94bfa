// Beside a figure: what retention dropped from the case, and that the figure leaves it out. Absent
// where nothing was dropped.

import type { DroppedEvents } from '../../shared/contract/areas/common.ts';
import { droppedText } from './dropped.model.ts';
import { hashOf } from './route.model.ts';
import { visibleText } from './visible-text.model.ts';
import { useZone } from './zone.ts';

export function DroppedNote(props: {
  readonly dropped: readonly DroppedEvents[] | undefined;
  /** The figure is of what was read, and counts them. */
  readonly counted?: boolean;
}) {
  const zone = useZone();
  const text = droppedText(props.dropped, zone, props.counted);
  if (text === '') return null;
  const reasons = [...new Set((props.dropped ?? []).map(({ who, reason }) => `${who}: ${reason}`))];
  return (
    <a
      className="sw-dropped ellipsis"
      href={hashOf({ screen: 'settings', id: 'retention' })}
      title={visibleText(`${text}\n${reasons.join('\n')}`)}
    >
      {text}
    </a>
  );
}
