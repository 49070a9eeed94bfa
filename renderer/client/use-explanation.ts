// Why a rule matches an event, or why not, asked anew for each rule and event that is shown.

import { useEffect, useState } from 'react';
import type { Failure } from '../../shared/base/result.ts';
import type { RuleExplanation } from '../../shared/domain/explanation.ts';
import { useClient } from './ClientProvider.tsx';

export interface Explained {
  /** Null while it is worked out, and where that failed. */
  readonly explanation: RuleExplanation | null;
  readonly error: Failure | null;
}

const NOTHING: Explained = { explanation: null, error: null };

/** @param eventId undefined: there is nothing to explain */
export function useExplanation(ruleId: string, eventId: number | undefined): Explained {
  const client = useClient();
  const [explained, setExplained] = useState(NOTHING);
  useEffect(() => {
    setExplained(NOTHING);
    if (eventId === undefined) return undefined;
    const abort = new AbortController();
    const { signal } = abort;
    void client.call('detection.explain', { ruleId, eventId }, { signal }).then((answer) => {
      if (signal.aborted) return;
      setExplained(
        answer.ok
          ? { explanation: answer.value, error: null }
          : { explanation: null, error: answer.error },
      );
    });
    return () => abort.abort();
  }, [client, ruleId, eventId]);
  return explained;
}
