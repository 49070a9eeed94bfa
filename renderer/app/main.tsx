// The page's entry: connects to the application and draws the window.

import '../ui/styles.ts';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ClientProvider } from '../client/ClientProvider.tsx';
import { connect } from '../client/connect.ts';
import { ErrorState } from '../ui/States.tsx';
import { App } from './App.tsx';
import { CrashBoundary } from './CrashBoundary.tsx';
import { UnlockGate } from './Unlock.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
const reactRoot = createRoot(root);
const connected = await connect();
reactRoot.render(
  <StrictMode>
    <CrashBoundary what="The window">
      {connected.ok ? (
        <ClientProvider client={connected.value}>
          <UnlockGate>
            <App />
          </UnlockGate>
        </ClientProvider>
      ) : (
        <ErrorState
          title="Sealwatch cannot be reached"
          error={connected.error}
          onRetry={() => window.location.reload()}
        />
      )}
    </CrashBoundary>
  </StrictMode>,
);
if (!connected.ok) document.documentElement.dataset['idle'] = 'true';
