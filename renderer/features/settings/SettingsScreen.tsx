// Settings, in parts at the left. What belongs to the case is validated before it is saved.

import type { CaseInfo } from '../../../shared/domain/case.ts';
import { useQuery } from '../../client/use-query.ts';
import { Screen, Toolbar } from '../../ui/Layout.tsx';
import { hashOf } from '../../ui/route.model.ts';
import { useRoute } from '../../ui/route.ts';
import { ErrorState, LoadingState } from '../../ui/States.tsx';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { AuditTrail } from './AuditTrail.tsx';
import { CaseSettingsForm } from './CaseSettingsForm.tsx';
import { EncryptionPart } from './EncryptionPart.tsx';
import { ExaminerPart } from './ExaminerPart.tsx';
import { KeysPart } from './KeysPart.tsx';
import { RetentionPart } from './RetentionPart.tsx';
import './settings.css';

const PARTS = [
  { id: 'case', title: 'Zones and thresholds' },
  { id: 'threats', title: 'Threat list' },
  { id: 'examiner', title: 'Examiner' },
  { id: 'keys', title: 'Keys' },
  { id: 'encryption', title: 'Encryption' },
  { id: 'retention', title: 'Retention' },
  { id: 'appearance', title: 'Appearance' },
  { id: 'audit', title: 'Audit trail' },
  { id: 'about', title: 'About' },
] as const;
type PartId = (typeof PARTS)[number]['id'];

export function SettingsScreen() {
  const route = useRoute();
  const part: PartId = PARTS.find((each) => each.id === route.id)?.id ?? 'case';
  const { data, error, reload } = useQuery('case.info', {}, { topics: ['settings', 'case'] });
  return (
    <Screen toolbar={<Toolbar title="Settings" note={data?.name} />}>
      <div className="settings">
        <nav aria-label="Parts of the settings">
          {PARTS.map((each) => (
            <a
              key={each.id}
              href={hashOf({ screen: 'settings', id: each.id })}
              aria-current={each.id === part ? 'page' : undefined}
            >
              {each.title}
            </a>
          ))}
        </nav>
        <div className="settings-part scroll" tabIndex={0}>
          {error && !data && <ErrorState error={error} onRetry={reload} />}
          {!error && !data && <LoadingState />}
          {data && <Part id={part} info={data} />}
        </div>
      </div>
    </Screen>
  );
}

function Part(props: { readonly id: PartId; readonly info: CaseInfo }) {
  const { id, info } = props;
  // A change made elsewhere shows at once.
  const key = JSON.stringify(info.settings);
  switch (id) {
    case 'case':
    case 'threats':
      return <CaseSettingsForm key={`${id} ${key}`} part={id} settings={info.settings} />;
    case 'examiner':
      return <ExaminerPart key={JSON.stringify(info.examiner)} examiner={info.examiner} />;
    case 'keys':
      return <KeysPart />;
    case 'encryption':
      return <EncryptionPart />;
    case 'retention':
      return <RetentionPart />;
    case 'appearance':
      return <Appearance />;
    case 'audit':
      return <AuditTrail />;
    case 'about':
      return <About info={info} />;
  }
}
