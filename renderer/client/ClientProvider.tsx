// Gives every view below it the client, and the stores that live as long as the connection.

import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Client } from '../../shared/contract/client.ts';
import { createJobStore, type JobStore } from './job-store.ts';

interface Connection {
  readonly client: Client;
  readonly jobs: JobStore;
}

const ConnectionContext = createContext<Connection | null>(null);

export function ClientProvider(props: { readonly client: Client; readonly children: ReactNode }) {
  const { client } = props;
  const connection = useMemo(
    () => ({ client, jobs: createJobStore(client, (tell) => void requestAnimationFrame(tell)) }),
    [client],
  );
  return (
    <ConnectionContext.Provider value={connection}>{props.children}</ConnectionContext.Provider>
  );
}

function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null)
    throw new Error('A view that needs the client is outside ClientProvider.');
  return connection;
}

export function useClient(): Client {
  return useConnection().client;
}

export function useJobStore(): JobStore {
  return useConnection().jobs;
}
