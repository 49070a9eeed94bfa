// Connects this page to the application, whichever host it runs in.

import { createClient, type Client } from '../../shared/contract/client.ts';
import { failure, err, ok, type Result } from '../../shared/base/result.ts';
import { beginActivity } from './activity.ts';
import { connectionLost } from './connection.ts';
import { hostBridge } from './host-bridge.ts';
import { bridgeTransport, openSession, socketTransport } from './transport.ts';

export async function connect(): Promise<Result<Client>> {
  const bridge = hostBridge();
  if (bridge) return ok(counted(createClient(bridgeTransport(bridge))));

  const session = await openSession(window.location, window.history);
  if (!session.ok) return session;
  const scheme = window.location.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(`${scheme}//${window.location.host}/socket`);
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
  if (!opened) {
    return err(
      failure(
        'session.refused',
        'Sealwatch refused this page. Use the window that it opened, or start it again.',
      ),
    );
  }
  socket.addEventListener('close', () => {
    connectionLost('Sealwatch has ended, or closed this page. What was saved is in the case.');
  });
  return ok(counted(createClient(socketTransport(socket))));
}

/** Every call counts towards the page's idle signal. */
function counted(client: Client): Client {
  return {
    async call(name, input, options) {
      const end = beginActivity();
      try {
        return await client.call(name, input, options);
      } finally {
        end();
      }
    },
    onNotice: (listener) => client.onNotice(listener),
  };
}
