// Asks what files are that could be rules or evidence, where they were given does not say it.

import { useCallback, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { plural } from '../ui/format.model.ts';
import { Dialog } from '../ui/Overlays.tsx';
import { visibleText } from '../ui/visible-text.model.ts';
import type { GivenFile } from './given-files.model.ts';

export type Meant = 'rules' | 'evidence' | 'neither';

interface Question {
  readonly asked: readonly GivenFile[];
  /** Given with them, and sure to be evidence. */
  readonly others: number;
  readonly asRules: boolean;
  readonly answer: (meant: Meant) => void;
}

export function useRulesOrEvidence() {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback(
    (asked: readonly GivenFile[], others: number, asRules: boolean) =>
      new Promise<Meant>((resolve) => {
        const answer = (meant: Meant) => {
          setQuestion(null);
          resolve(meant);
        };
        setQuestion({ asked, others, asRules, answer });
      }),
    [],
  );
  return { ask, dialog: question && <RulesOrEvidence question={question} /> };
}

function RulesOrEvidence({ question }: { readonly question: Question }) {
  const { asked, others, asRules, answer } = question;
  const one = asked.length === 1;
  const leave = () => answer('neither');
  return (
    <Dialog
      open
      title={asRules ? 'Not a rule file' : 'Rules or evidence?'}
      width={520}
      onClose={leave}
      footer={
        <>
          <Button onClick={leave}>{asRules ? 'Leave out' : 'Cancel'}</Button>
          <Button onClick={() => answer('evidence')}>Open as evidence</Button>
          {!asRules && (
            <Button kind="primary" onClick={() => answer('rules')}>
              Import as {one ? 'a rule' : 'rules'}
            </Button>
          )}
        </>
      }
    >
      <div className="given-files">
        <p>
          {asRules
            ? `Rules are files that end in .yml or .yaml. ${one ? 'This one does' : 'These do'} not:`
            : `Sigma rules are written in YAML, as ${one ? 'this file is' : 'these files are'}:`}
        </p>
        <ul className="scroll" tabIndex={0} aria-label="Files">
          {asked.map(({ name }, at) => (
            <li key={at} className="log-text ellipsis" title={visibleText(name)}>
              {visibleText(name)}
            </li>
          ))}
        </ul>
        {!asRules && (
          <p>
            As a rule it joins your own and takes part in detection; as evidence it is hashed,
            sealed and read as a log.
            {others > 0 && ` ${plural(others, 'other file')} will be opened as evidence.`}
          </p>
        )}
      </div>
    </Dialog>
  );
}
