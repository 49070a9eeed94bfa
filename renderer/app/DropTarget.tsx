// The whole window takes files. While something hovers over it, it says what will happen.

import { useEffect, useRef, useState } from 'react';
import { Import } from '@blueprintjs/icons';
import { dropFiles } from '../client/files.tsx';
import { useOpenEvidence } from '../client/opening.ts';
import { parseRoute } from '../ui/route.model.ts';
import { useRoute } from '../ui/route.ts';

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

export function DropTarget() {
  const opening = useOpenEvidence();
  const { screen } = useRoute();
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const newest = useRef(opening);
  useEffect(() => {
    newest.current = opening;
  });

  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      // Also for anything else: the window never navigates to what is dropped on it.
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      if (!event.dataTransfer || !carriesFiles(event)) return;
      const asRules = parseRoute(window.location.hash).screen === 'rules';
      const folderWay = asRules ? 'Import, a folder of rules' : 'Open folder';
      void dropFiles(event.dataTransfer, folderWay).then(({ files, notOpened }) => {
        newest.current.give(files, asRules, notOpened);
      });
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', hover);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', hover);
      window.removeEventListener('drop', drop);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="drop-overlay" role="status">
      <div>
        <Import size={28} />
        <strong>
          {screen === 'rules' ? 'Drop to import as rules' : 'Drop to open as evidence'}
        </strong>
        <span>
          {screen === 'rules'
            ? 'Sigma rules in .yml or .yaml files join your own. The files are never changed.'
            : 'The files are read and hashed where they are. They are never changed.'}
        </span>
      </div>
    </div>
  );
}
