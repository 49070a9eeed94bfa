// Settings of taste. They live in this window and never change a result.

import { Segments } from '../../ui/Fields.tsx';
import { usePreference } from '../../ui/preference.ts';
import { useTheme, type ThemeChoice } from '../../ui/theme.ts';

const THEMES: readonly { readonly value: ThemeChoice; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function Appearance() {
  const { choice, setChoice } = useTheme();
  const [zone, setZone] = usePreference('zone', 'case');
  const [paper, setPaper] = usePreference('paper', 'A4');
  return (
    <div className="settings-form">
      <h2>Theme</h2>
      <div>
        <Segments label="Theme" value={choice} choices={THEMES} onChange={setChoice} />
      </div>
      <h2>Times are shown in</h2>
      <div>
        <Segments
          label="Times are shown in"
          value={zone === 'utc' ? 'utc' : 'case'}
          choices={[
            { value: 'case', label: 'The zone of the case' },
            { value: 'utc', label: 'UTC' },
          ]}
          onChange={setZone}
        />
      </div>
      <h2>Paper of reports</h2>
      <div>
        <Segments
          label="Paper of reports"
          value={paper === 'Letter' ? 'Letter' : 'A4'}
          choices={[
            { value: 'A4', label: 'A4' },
            { value: 'Letter', label: 'Letter' },
          ]}
          onChange={setPaper}
        />
      </div>
    </div>
  );
}
