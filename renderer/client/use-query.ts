// A query as a hook. Only the newest request wins; a change notice on one of the named topics asks
// again while the old data stays on the screen, marked stale.

import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '../../shared/base/result.ts';
import type { ChangeTopic } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { useClient } from './ClientProvider.tsx';

export interface QueryOptions {
  /** Ask again when one of these changes. */
  readonly topics?: readonly ChangeTopic[];
  /** False: do not ask yet. */
  readonly enabled?: boolean;
  /** False: drop the old data when the input changes, instead of showing it as stale. */
  readonly keep?: boolean;
}

export interface QueryState<T> {
  readonly data: T | undefined;
  readonly error: Failure | null;
  /** A request is under way; with data present, that data is stale. */
  readonly loading: boolean;
  readonly stale: boolean;
  readonly reload: () => void;
}

interface Answer<T> {
  readonly key: string;
  readonly data: T | undefined;
  readonly error: Failure | null;
}

export function useQuery<N extends ProcedureName>(
  name: N,
  input: Input<N>,
  options: QueryOptions = {},
): QueryState<Output<N>> {
  const client = useClient();
  const enabled = options.enabled ?? true;
  const keep = options.keep ?? true;
  const topicKey = (options.topics ?? []).join(' ');
  const inputKey = JSON.stringify(input);
  const [version, setVersion] = useState(0);
  const [answer, setAnswer] = useState<Answer<Output<N>> | null>(null);
  const requestKey = `${name} ${inputKey} ${version}`;

  useEffect(() => {
    if (!enabled) return undefined;
    const controller = new AbortController();
    void client
      .call(name, JSON.parse(inputKey) as Input<N>, { signal: controller.signal })
      .then((result) => {
        if (controller.signal.aborted) return;
        setAnswer((before) =>
          result.ok
            ? { key: requestKey, data: result.value, error: null }
            : { key: requestKey, data: before?.data, error: result.error },
        );
      });
    return () => controller.abort();
  }, [client, name, inputKey, enabled, requestKey]);

  const reload = useCallback(() => setVersion((before) => before + 1), []);

  useEffect(() => {
    if (topicKey === '') return undefined;
    const topics = topicKey.split(' ');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = client.onNotice((notice) => {
      if (notice.topic !== 'changed' || !notice.what.some((what) => topics.includes(what))) return;
      // An import announces changes in bursts; one question answers a burst.
      timer ??= setTimeout(() => {
        timer = undefined;
        reload();
      }, 50);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [client, topicKey, reload]);

  const current = answer?.key === requestKey;
  const sameInput = answer?.key.startsWith(`${name} ${inputKey} `) ?? false;
  const data = current || keep || sameInput ? answer?.data : undefined;
  const loading = enabled && !current;
  return {
    data,
    error: current || sameInput ? (answer?.error ?? null) : null,
    loading,
    stale: loading && data !== undefined,
    reload,
  };
}
