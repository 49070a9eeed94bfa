// What reading evidence keeps to: limits against files made to do harm, or broken ones.

import { TextField } from '../../ui/Fields.tsx';
import { LIMIT_FIELDS, limitProblems, type LimitsForm } from './limits.model.ts';

export function LimitFields(props: {
  readonly form: LimitsForm;
  readonly onChange: (form: LimitsForm) => void;
}) {
  const { form, onChange } = props;
  const problems = limitProblems(form);
  return (
    <>
      <h2>Limits</h2>
      <p className="soft">
        For evidence that is opened from now on. Whatever reaches one of them is listed among the
        rejections, with its place and the reason.
      </p>
      <div className="settings-two">
        {LIMIT_FIELDS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            inputMode="decimal"
            value={form[name]}
            problem={problems[name]}
            onChange={(text) => onChange({ ...form, [name]: text })}
          />
        ))}
      </div>
    </>
  );
}
