// Files that could not be opened while others were, each with its reason. Stays until it is closed or
// evidence is opened again.

import { Cross, WarningSign } from '@blueprintjs/icons';
import type { NotOpened } from '../../shared/contract/areas/evidence.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { copyText } from '../ui/copy.tsx';
import { plural } from '../ui/format.model.ts';
import { visibleText } from '../ui/visible-text.model.ts';

export function NotOpenedBar(props: {
  readonly files: readonly NotOpened[];
  readonly onClose: () => void;
}) {
  const { files, onClose } = props;
  if (files.length === 0) return null;
  const title = `${plural(files.length, 'file')} could not be opened`;
  return (
    <section className="not-opened" aria-label={title}>
      <header>
        <WarningSign size={14} />
        <strong>{title}</strong>
        <Button
          size="small"
          onClick={() => void copyText(files.map(({ reason }) => reason).join('\n'), 'The list')}
        >
          Copy
        </Button>
        <IconButton
          size="small"
          icon={<Cross size={14} />}
          label="Close the list of files that could not be opened"
          onClick={onClose}
        />
      </header>
      <ul className="scroll" tabIndex={0} aria-label="Files and reasons">
        {files.map(({ name, reason }, at) => (
          <li key={at}>
            <strong className="log-text ellipsis" title={visibleText(name)}>
              {visibleText(name)}
            </strong>
            <span className="log-text">{visibleText(reason)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
