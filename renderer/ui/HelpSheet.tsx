// Every key that works right now, by section.

import { Dialog } from './Overlays.tsx';
import { useAllCommands } from './commands.ts';
import { Kbd } from './Kbd.tsx';
import './palette.css';

export function HelpSheet(props: { readonly open: boolean; readonly onClose: () => void }) {
  const commands = useAllCommands().filter((command) => command.keys);
  const sections = [...new Set(commands.map((command) => command.section))];
  return (
    <Dialog open={props.open} title="Keyboard" width={640} onClose={props.onClose}>
      <div className="sw-help">
        {sections.map((section) => (
          <section key={section}>
            <h3>{section}</h3>
            <ul>
              {commands
                .filter((command) => command.section === section)
                .map((command) => (
                  <li key={command.id}>
                    <span>{command.title}</span>
                    {command.keys && <Kbd keys={command.keys} />}
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
