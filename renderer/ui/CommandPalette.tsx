// The list of everything that can be done, filtered as the officer types.

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Overlay2 } from '@blueprintjs/core';
import { findCommands } from './command-filter.model.ts';
import { useAllCommands, type UiCommand } from './commands.ts';
import { Kbd } from './Kbd.tsx';
import './palette.css';

export function CommandPalette(props: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Overlay2 isOpen={props.open} onClose={props.onClose} transitionDuration={0}>
      <PaletteBody onClose={props.onClose} />
    </Overlay2>
  );
}

function PaletteBody(props: { readonly onClose: () => void }) {
  const commands = useAllCommands();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const found = findCommands(
    commands.filter((command) => !command.keysOnly),
    typed,
  );
  const chosen = Math.min(at, found.length - 1);

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const run = (command: UiCommand) => {
    props.onClose();
    // After the overlay has given the focus back, so that a dialog the command opens can take it.
    setTimeout(command.run, 0);
  };
  const onKey = (event: KeyboardEvent) => {
    const command = found[chosen];
    if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, found.length));
    else if (event.key === 'ArrowUp')
      setAt((chosen - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === 'Enter' && command) run(command);
    else return;
    event.preventDefault();
  };

  return (
    <div className="sw-palette" role="dialog" aria-modal="true" aria-label="Commands">
      <input
        className="sw-palette-input"
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="sw-palette-list"
        aria-activedescendant={found[chosen] ? `sw-command-${found[chosen].id}` : undefined}
        aria-label="Find a command"
        placeholder="Find a command or a screen"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id="sw-palette-list" ref={list} role="listbox" aria-label="Commands" className="scroll">
        {found.map((command, index) => (
          <li
            key={command.id}
            id={`sw-command-${command.id}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
          >
            <span className="sw-palette-icon">{command.icon}</span>
            <span className="ellipsis">{command.title}</span>
            <span className="faint">{command.section}</span>
            {command.keys ? <Kbd keys={command.keys} /> : <span />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="sw-palette-none">No command is called “{typed}”.</p>}
    </div>
  );
}
