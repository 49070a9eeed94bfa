// Calls a listener for each notice the application sends.

import { useEffect, useRef } from 'react';
import type { Notice } from '../../shared/contract/procedure.ts';
import { useClient } from './ClientProvider.tsx';

export function useNotices(listener: (notice: Notice) => void): void {
  const client = useClient();
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => client.onNotice((notice) => newest.current(notice)), [client]);
}
