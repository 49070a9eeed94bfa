// Takes back the newest import of rules: the officer's own are again what they were before it.

import type { LastRuleImport } from '../../client/rule-import.ts';
import { useCommand } from '../../client/use-command.ts';
import { Button } from '../../ui/Button.tsx';
import { plural } from '../../ui/format.model.ts';
import { Dialog } from '../../ui/Overlays.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure, showToast } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function useUndoImport(onUndone: () => void) {
  const { busy, run } = useCommand('rules.undoImport');
  const undo = async () => {
    const undone = await run({});
    if (!undone.ok) {
      showFailure(undone.error);
      return;
    }
    onUndone();
    const text = `The import of ${plural(undone.value.rules, 'rule')} is undone: your own rules are what they were before it.`;
    showToast({ tone: 'success', text });
  };
  return { busy, undo: () => void undo() };
}

/** Later on: nothing brings the imported rules back but their files. */
export function UndoImport(props: {
  readonly last: LastRuleImport;
  readonly onClose: () => void;
  readonly onUndone: () => void;
}) {
  const { last, onClose } = props;
  const { busy, undo } = useUndoImport(props.onUndone);
  return (
    <Dialog
      open
      title="Undo the import of rules?"
      onClose={onClose}
      onSubmit={undo}
      footer={
        <>
          <Button onClick={onClose}>Keep the rules</Button>
          <Button kind="danger" type="submit" disabled={busy}>
            Undo import
          </Button>
        </>
      }
    >
      <p>
        {plural(last.rules, 'rule')} from <span className="log-text">{visibleText(last.from)}</span>
        , imported <Time us={last.atUs} />. What was added is removed, what was replaced gets its
        earlier text back. Alerts that they raised stay.
      </p>
    </Dialog>
  );
}
