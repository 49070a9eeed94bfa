// The rule editor as other folders use it. The editor itself is a chunk of its own, loaded when the
// first rule is opened.

import { Suspense, lazy } from 'react';
import type { Diagnostic } from '../../shared/domain/rule.ts';
import { beginActivity } from '../client/activity.ts';
import { LoadingState } from '../ui/States.tsx';

export interface RuleEditorProps {
  /** Another document is another editor: its undo history goes with it. */
  readonly documentId: string;
  readonly label: string;
  readonly text: string;
  readonly readOnly?: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Names of fields in the evidence, for completion. */
  readonly fields: readonly string[];
  /** Moves the caret there; a new object moves it again. Unless `quiet`, the editor takes the focus. */
  readonly reveal: {
    readonly line: number;
    readonly column: number;
    readonly quiet?: boolean;
  } | null;
  readonly onChange?: (text: string) => void;
  /** Ctrl/Cmd+S. */
  readonly onSave?: () => void;
}

const MonacoPane = lazy(async () => {
  const end = beginActivity();
  try {
    return await import('./MonacoPane.tsx');
  } finally {
    end();
  }
});

export function RuleEditor(props: RuleEditorProps) {
  return (
    <Suspense fallback={<LoadingState label="Loading the editor" />}>
      <MonacoPane {...props} />
    </Suspense>
  );
}
