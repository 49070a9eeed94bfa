// Where words are typed that narrow a list. `label` is its name for assistive technology.

import { Search } from '@blueprintjs/icons';

export function SearchField(props: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className="sw-search">
      <Search size={14} />
      <input
        className="sw-input"
        type="search"
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
    </label>
  );
}
