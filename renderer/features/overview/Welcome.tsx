// An empty case: how to begin.

import { Document, FolderOpen, Lightbulb } from '@blueprintjs/icons';
import { useOpenEvidence } from '../../client/opening.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Kbd } from '../../ui/Kbd.tsx';

export function Welcome() {
  const opening = useOpenEvidence();
  const host = useQuery('host.info', {});
  return (
    <div className="welcome scroll">
      <div className="welcome-body">
        <header>
          <h1>Open evidence to begin</h1>
          <p>
            Drop log archives or folders anywhere on this window. Sealwatch reads and hashes them
            where they are, checks whether they were altered, and looks for what matters in them.
            Nothing leaves this machine.
          </p>
        </header>
        <div className="welcome-actions">
          <Button
            kind="primary"
            icon={<Document size={14} />}
            disabled={opening.busy}
            onClick={() => opening.choose('evidence')}
          >
            Open files
          </Button>
          <Button
            icon={<FolderOpen size={14} />}
            disabled={opening.busy}
            onClick={() => opening.choose('folder')}
          >
            Open a folder
          </Button>
          {host.data?.sampleCase && (
            <Button icon={<Lightbulb size={14} />} disabled={opening.busy} onClick={opening.sample}>
              Try the sample case
            </Button>
          )}
        </div>
        <dl className="welcome-notes">
          <div>
            <dt>What it reads</dt>
            <dd>
              Hash-chained logs, CloudTrail, flow and access logs, syslog, auditd, journald, EVTX,
              JSON, CSV, Parquet and plain text, also in folders and archives. The format is found
              by content.
            </dd>
          </div>
          <div>
            <dt>What it checks</dt>
            <dd>
              Every entry of a hash chain, CloudTrail digests, event log check sums and lists of
              checksums. Each verdict says what it shows and what it does not.
            </dd>
          </div>
          <div>
            <dt>What it leaves alone</dt>
            <dd>
              The evidence. Databases are copied to a private folder before they are read; notes and
              verdicts live in the case, beside the originals.
            </dd>
          </div>
        </dl>
        <p className="faint">
          <Kbd keys="mod+k" /> finds every command, <Kbd keys="?" /> shows the keyboard.
        </p>
      </div>
    </div>
  );
}
