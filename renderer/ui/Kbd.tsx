// Key caps for a shortcut.

import { keyCaps } from './shortcut.model.ts';

const MAC = /Mac/.test(navigator.platform);

export function Kbd(props: { readonly keys: string }) {
  return (
    <span style={{ display: 'inline-flex', gap: 6 }}>
      {keyCaps(props.keys, MAC).map((caps, at) => (
        <span key={at} style={{ display: 'inline-flex', gap: 2 }}>
          {caps.map((cap) => (
            <kbd key={cap} className="sw-kbd">
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
