// What the case watches: each folder with a way to stop. Absent where nothing is watched.

import { Cross, EyeOpen, WarningSign } from '@blueprintjs/icons';
import { useCommand } from '../../client/use-command.ts';
import { useQuery } from '../../client/use-query.ts';
import { IconButton } from '../../ui/Button.tsx';
import { showFailure } from '../../ui/toast.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function WatchBar() {
  const { data } = useQuery('evidence.watched', {}, { topics: ['sources', 'case'] });
  const unwatch = useCommand('evidence.unwatch');
  const watched = data?.watched ?? [];
  if (watched.length === 0) return null;

  const stop = async (path: string) => {
    const result = await unwatch.run({ path });
    if (!result.ok) showFailure(result.error);
  };
  return (
    <section className="watch-bar" aria-label="Watched folders">
      <span className="watch-bar-title soft">
        <EyeOpen size={14} />
        Watching
      </span>
      <ul>
        {watched.map(({ path, problem }) => (
          <li
            key={path}
            title={`${path}: ${problem ?? 'opened again when something in it has changed.'}`}
            data-problem={problem === undefined ? undefined : ''}
          >
            {problem !== undefined && <WarningSign size={12} />}
            <span className="mono log-text ellipsis-start">
              <bdi>{visibleText(path)}</bdi>
            </span>
            {problem !== undefined && (
              <span className="watch-problem ellipsis log-text">{visibleText(problem)}</span>
            )}
            <IconButton
              size="small"
              icon={<Cross size={12} />}
              label={`Stop watching ${path}`}
              disabled={unwatch.busy}
              onClick={() => void stop(path)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
