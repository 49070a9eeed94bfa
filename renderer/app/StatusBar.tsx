// The line at the bottom: which case, is the evidence sound, what runs, what comes next, which zone.

import { Contrast, Database, Help, Person, Shield } from '@blueprintjs/icons';
import type { ProcedureName } from '../../shared/contract/procedures.ts';
import type { CaseInfo } from '../../shared/domain/case.ts';
import { worstVerdict } from '../../shared/domain/verdict.ts';
import { useConnectionLost } from '../client/connection.ts';
import { useAnyRunning } from '../client/use-job.ts';
import { useQuery } from '../client/use-query.ts';
import { navigate } from '../ui/route.ts';
import { MenuButton } from '../ui/Overlays.tsx';
import { VerdictTag } from '../ui/Tags.tsx';
import { Distance } from '../ui/Time.tsx';
import { useTheme, type ThemeChoice } from '../ui/theme.ts';
import { JobsStatus } from './JobsStatus.tsx';

const THEMES: readonly { readonly choice: ThemeChoice; readonly text: string }[] = [
  { choice: 'system', text: 'As the system' },
  { choice: 'light', text: 'Light' },
  { choice: 'dark', text: 'Dark' },
];

const READING: readonly ProcedureName[] = ['evidence.import', 'evidence.importSample'];

export function StatusBar(props: {
  readonly info: CaseInfo | undefined;
  readonly zone: string;
  readonly onZone: (choice: 'case' | 'utc') => void;
  readonly onCases: () => void;
  readonly onExaminer: () => void;
  readonly onHelp: () => void;
}) {
  const { info, zone } = props;
  const sources = useQuery('evidence.list', {}, { topics: ['sources', 'case'] });
  const reviews = useQuery('reviews.list', {}, { topics: ['reviews', 'settings'] });
  const { choice, setChoice } = useTheme();
  const lost = useConnectionLost();
  const reading = useAnyRunning(READING);
  const list = sources.data?.sources ?? [];
  const verdict = worstVerdict(list.flatMap((each) => each.verification?.verdict ?? []));
  const unchecked = list.filter((each) => each.verification === null).length;
  const next = reviews.data?.next[0];

  return (
    <footer className="status" aria-label="Status">
      <button type="button" className="status-item" onClick={props.onCases} title={info?.path}>
        <Database size={12} />
        <span className="ellipsis" style={{ maxWidth: 220 }}>
          {info?.name ?? 'No case'}
        </span>
      </button>
      <button
        type="button"
        className="status-item"
        onClick={() => navigate({ screen: 'evidence' })}
        title="Integrity of all sources: the worst of their verdicts"
      >
        <Shield size={12} />
        {list.length === 0 ? (
          reading ? (
            'Reading evidence'
          ) : (
            'No evidence'
          )
        ) : (
          <VerdictTag verdict={verdict ?? null} bare />
        )}
        {unchecked > 0 && unchecked < list.length && (
          <span className="faint">{unchecked} not checked</span>
        )}
      </button>
      {lost === null ? <JobsStatus /> : <span className="status-item">Not connected</span>}
      <span className="status-gap" />
      {next && (
        <button
          type="button"
          className="status-item"
          onClick={() => navigate({ screen: 'reviews' })}
        >
          <span>
            Next review: {next.kind} <Distance us={next.atUs} />
          </span>
        </button>
      )}
      <button
        type="button"
        className="status-item"
        data-tone={info && !info.examiner ? 'warning' : undefined}
        onClick={props.onExaminer}
        title="Who is recorded as acting; self-declared"
      >
        <Person size={12} />
        <span className="ellipsis" style={{ maxWidth: 160 }}>
          {info?.examiner?.name ?? 'Examiner not stated'}
        </span>
      </button>
      <MenuButton
        placement="top-end"
        entries={[
          {
            text: `Zone of the case (${info?.settings.zone ?? 'UTC'})`,
            checked: zone !== 'UTC' || info?.settings.zone === 'UTC',
            run: () => props.onZone('case'),
          },
          { text: 'UTC', checked: zone === 'UTC', run: () => props.onZone('utc') },
        ]}
      >
        <button type="button" className="status-item" title="Zone in which times are shown">
          {zone}
        </button>
      </MenuButton>
      <MenuButton
        placement="top-end"
        entries={THEMES.map((each) => ({
          text: each.text,
          checked: each.choice === choice,
          run: () => setChoice(each.choice),
        }))}
      >
        <button type="button" className="status-item" aria-label="Theme" title="Theme">
          <Contrast size={12} />
        </button>
      </MenuButton>
      <button
        type="button"
        className="status-item"
        aria-label="Keyboard"
        title="Keyboard (?)"
        onClick={props.onHelp}
      >
        <Help size={12} />
      </button>
    </footer>
  );
}
