// The seal of the whole case in one line: how much is under the newest checkpoint, what the last check
// said, and the ways to look closer and to hand evidence on.

import { useEffect, useState } from 'react';
import { Box, Lock } from '@blueprintjs/icons';
import type { Failure } from '../../../shared/base/result.ts';
import { useJob } from '../../client/use-job.ts';
import { useQuery } from '../../client/use-query.ts';
import { Button } from '../../ui/Button.tsx';
import { useCommands } from '../../ui/commands.ts';
import { plural } from '../../ui/format.model.ts';
import { VerdictTag } from '../../ui/Tags.tsx';
import { Time } from '../../ui/Time.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { PackageDialog } from './PackageDialog.tsx';
import { SealDialog, type SealCheck } from './SealDialog.tsx';
import './seal.css';

export function SealBar(props: {
  /** That the case holds. */
  readonly events: number;
}) {
  const { data, reload } = useQuery(
    'case.checkpoints',
    { before: null, limit: 1 },
    { topics: ['sources', 'case'] },
  );
  const verify = useJob('case.verifySeal');
  const [found, setFound] = useState<SealCheck | null>(null);
  const [problem, setProblem] = useState<Failure | null>(null);
  const [dialog, setDialog] = useState<'seal' | 'package' | null>(null);
  const newest = data?.checkpoints[0];
  const check = async (since?: string) => {
    const result = await verify.run(since === undefined ? {} : { since });
    if (result.ok) {
      setFound({ verification: result.value.verification, againstNoted: since !== undefined });
      setProblem(null);
      return;
    }
    if (result.error.code.endsWith('cancelled')) return;
    // What was said before is no answer to this check.
    setFound(null);
    if (dialog === 'seal') setProblem(result.error);
    else showFailure(result.error);
  };
  useCommands([
    {
      id: 'seal.verify',
      title: 'Verify the seal of the case',
      section: 'Evidence',
      icon: <Lock size={14} />,
      enabled: !verify.running,
      run: () => void check(),
    },
    {
      id: 'seal.checkpoints',
      title: 'Show the checkpoints of the case',
      section: 'Evidence',
      icon: <Lock size={14} />,
      run: () => setDialog('seal'),
    },
    {
      id: 'seal.package',
      title: 'Export an evidence package',
      section: 'Evidence',
      icon: <Box size={14} />,
      enabled: newest !== undefined,
      run: () => setDialog('package'),
    },
  ]);
  // What was said of an earlier checkpoint does not cover what came since.
  const under = newest?.id;
  useEffect(() => setFound(null), [under]);
  if (data === undefined || data === null) return null;
  const since = newest === undefined ? 0 : props.events - newest.events;

  return (
    <section className="seal-bar" aria-label="Seal of the case">
      <span className="seal-bar-title soft">
        <Lock size={14} />
        Seal of the case
      </span>
      {found && (
        <span>
          <VerdictTag verdict={found.verification.verdict} meaning={found.verification.shows} />
          {found.againstNoted && <span className="soft"> against the noted checkpoint</span>}
        </span>
      )}
      <span className="ellipsis">
        {newest ? (
          <>
            {plural(newest.events, 'event')} under checkpoint {newest.id} of{' '}
            <Time us={newest.atUs} />
            {since > 0 && <span className="soft">, {plural(since, 'event')} read since</span>}
          </>
        ) : (
          'No checkpoint yet'
        )}
      </span>
      <span className="seal-bar-actions">
        <Button size="small" disabled={verify.running} onClick={() => void check()}>
          Verify seal
        </Button>
        <Button size="small" onClick={() => setDialog('seal')}>
          Checkpoints
        </Button>
        <Button
          size="small"
          icon={<Box size={12} />}
          disabled={!newest}
          onClick={() => setDialog('package')}
        >
          Export package
        </Button>
      </span>
      {dialog === 'seal' && (
        <SealDialog
          found={found}
          problem={problem}
          running={verify.running}
          onCheck={(since) => void check(since)}
          onMade={() => {
            // What was said of the checkpoint before does not hold for this one.
            setFound(null);
            setProblem(null);
            reload();
          }}
          onClose={() => {
            setDialog(null);
            setProblem(null);
          }}
        />
      )}
      {dialog === 'package' && <PackageDialog onClose={() => setDialog(null)} />}
    </section>
  );
}
