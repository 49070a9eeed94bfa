// The sections of the template and the follow-up actions.

import { Add, Trash } from '@blueprintjs/icons';
import type { FollowUp } from '../../../shared/domain/incident.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { TextArea } from '../../ui/Fields.tsx';
import { SECTION_GROUPS, withFollowUps, withText, type IncidentDraft } from './incident.model.ts';

export function SectionsEditor(props: {
  readonly draft: IncidentDraft;
  readonly readOnly: boolean;
  readonly onChange: (draft: IncidentDraft) => void;
}) {
  const { draft, readOnly, onChange } = props;
  const { followUps } = draft.sections;
  const change = (at: number, part: Partial<FollowUp>) =>
    onChange(
      withFollowUps(
        draft,
        followUps.map((each, index) => (index === at ? { ...each, ...part } : each)),
      ),
    );
  return (
    <div className="sections">
      {SECTION_GROUPS.map((group) => (
        <section key={group.title}>
          <h3>{group.title}</h3>
          {group.sections.map(({ key, label }) => (
            <TextArea
              key={key}
              label={label}
              rows={Math.min(14, Math.max(3, draft.sections[key].split('\n').length + 1))}
              readOnly={readOnly}
              value={draft.sections[key]}
              onChange={(text) => onChange(withText(draft, key, text))}
            />
          ))}
        </section>
      ))}
      <section>
        <h3>Follow-up actions</h3>
        {followUps.length === 0 && <p className="faint">None yet.</p>}
        {followUps.map((each, at) => (
          <div key={at} className="follow-up">
            <input
              type="checkbox"
              aria-label="Done"
              title="Done"
              checked={each.done}
              disabled={readOnly}
              onChange={(event) => change(at, { done: event.currentTarget.checked })}
            />
            <input
              className="sw-input"
              aria-label="Action"
              placeholder="Action"
              value={each.action}
              readOnly={readOnly}
              onChange={(event) => change(at, { action: event.currentTarget.value })}
            />
            <input
              className="sw-input"
              aria-label="Owner"
              placeholder="Owner"
              value={each.owner}
              readOnly={readOnly}
              onChange={(event) => change(at, { owner: event.currentTarget.value })}
            />
            <input
              className="sw-input"
              type="date"
              aria-label="Due"
              value={each.due}
              readOnly={readOnly}
              onChange={(event) => change(at, { due: event.currentTarget.value })}
            />
            <IconButton
              icon={<Trash size={14} />}
              label="Remove this action"
              disabled={readOnly}
              onClick={() =>
                onChange(
                  withFollowUps(
                    draft,
                    followUps.filter((_, index) => index !== at),
                  ),
                )
              }
            />
          </div>
        ))}
        <div>
          <Button
            size="small"
            icon={<Add size={12} />}
            disabled={readOnly}
            onClick={() =>
              onChange(
                withFollowUps(draft, [
                  ...followUps,
                  { action: '', owner: '', due: '', done: false },
                ]),
              )
            }
          >
            Add an action
          </Button>
        </div>
      </section>
    </div>
  );
}
