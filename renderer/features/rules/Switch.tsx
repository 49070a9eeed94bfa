// An on-off switch. In the list of rules it is a picture of the state; here it is the control.

export function Switch(props: {
  readonly on: boolean;
  readonly label: string;
  readonly onChange: (on: boolean) => void;
}) {
  return (
    <button
      type="button"
      className="rule-switch"
      role="switch"
      aria-checked={props.on}
      aria-label={props.label}
      data-on={props.on ? '' : undefined}
      title={props.on ? 'On: click to switch off' : 'Off: click to switch on'}
      onClick={() => props.onChange(!props.on)}
    >
      <i />
    </button>
  );
}
