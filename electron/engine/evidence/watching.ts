// Which folders and files the case watches. The host looks at them; see workers/watch-folders.ts.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { CommandHandlers, QueryHandlers } from '../handlers.ts';
import { pathOf } from '../scope.ts';
import type { WriteContext } from '../write-context.ts';

export function watchCommands({
  store,
  host,
  audit,
}: WriteContext): Pick<CommandHandlers, 'evidence.watch' | 'evidence.unwatch'> {
  return {
    'evidence.watch'({ file }, scope) {
      const path = pathOf(scope, file);
      const watched = store.meta.get('watched') ?? [];
      if (!watched.some((each) => each.path === path)) {
        store.meta.set('watched', [...watched, { path, sinceUs: host.nowUs() }]);
        audit.add('watch started', path);
      }
      return {};
    },
    'evidence.unwatch'({ path }) {
      const watched = store.meta.get('watched') ?? [];
      const left = watched.filter((each) => each.path !== path);
      if (left.length === watched.length) {
        throw new FailureError(failure('watch.unknown', `${path} is not watched.`));
      }
      store.meta.set('watched', left);
      audit.add('watch ended', path);
      return {};
    },
  };
}

export function watchQueries(store: CaseReader): Pick<QueryHandlers, 'evidence.watched'> {
  return {
    'evidence.watched': () => ({
      watched: (store.meta.get('watched') ?? []).map(({ path, sinceUs }) => ({ path, sinceUs })),
    }),
  };
}
