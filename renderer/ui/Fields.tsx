// Labelled fields. A problem is shown under its field and announced with it.

import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
} from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly problem?: string | undefined;
}

interface FieldFrame extends FieldProps {
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
}

export function Field(props: FieldFrame) {
  const id = useId();
  const { label, hint, problem } = props;
  const described = problem || hint ? `${id}-note` : undefined;
  return (
    <div className="sw-field">
      <label className="sw-label" htmlFor={id}>
        {label}
      </label>
      {props.children({
        id,
        'aria-describedby': described,
        'aria-invalid': problem ? true : undefined,
      })}
      {problem ? (
        <span className="sw-problem" id={described} role="alert">
          {problem}
        </span>
      ) : (
        hint && (
          <span className="sw-hint" id={described}>
            {hint}
          </span>
        )
      )}
    </div>
  );
}

export function TextField(
  props: FieldProps &
    Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'id'> & {
      readonly value: string;
      readonly onChange: (value: string) => void;
    },
) {
  const { label, hint, problem, onChange, ...rest } = props;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <input
          {...rest}
          {...ids}
          className="sw-input"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextArea(
  props: FieldProps &
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'id'> & {
      readonly value: string;
      readonly onChange: (value: string) => void;
    },
) {
  const { label, hint, problem, onChange, ...rest } = props;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <textarea
          rows={3}
          {...rest}
          {...ids}
          className="sw-input"
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
}

/** A drop-down without a visible label: `label` is its name for assistive technology. */
export function Select<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
  readonly width?: number;
  readonly disabled?: boolean;
}) {
  return (
    <select
      className="sw-input"
      aria-label={props.label}
      title={props.label}
      value={props.value}
      disabled={props.disabled}
      style={props.width === undefined ? undefined : { width: props.width }}
      onChange={(event) => {
        const chosen = props.choices.find((each) => each.value === event.currentTarget.value);
        if (chosen) props.onChange(chosen.value);
      }}
    >
      {props.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

export function SelectField<V extends string>(
  props: FieldProps & {
    readonly value: V;
    readonly choices: readonly Choice<V>[];
    readonly onChange: (value: V) => void;
  },
) {
  const { label, hint, problem, value, choices, onChange } = props;
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(ids) => (
        <select
          {...ids}
          className="sw-input"
          value={value}
          onChange={(event) => {
            const chosen = choices.find((each) => each.value === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check(props: {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
}) {
  return (
    <label className="sw-check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** A few choices beside each other, one of them in force. */
export function Segments<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
}) {
  return (
    <div className="sw-segments" role="group" aria-label={props.label}>
      {props.choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChange(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}
