// Which sources have their key in this session. Keys themselves are never shown.

import { useQuery } from '../../client/use-query.ts';
import { isChained, keyWords } from '../../ui/key-words.model.ts';
import { hashOf } from '../../ui/route.model.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/States.tsx';
import { VerdictTag } from '../../ui/Tags.tsx';
import { visibleText } from '../../ui/visible-text.model.ts';

export function KeysPart() {
  const { data, error, reload } = useQuery('evidence.list', {}, { topics: ['sources', 'case'] });
  if (error) return <ErrorState error={error} onRetry={reload} />;
  if (!data) return <LoadingState />;
  return (
    <div className="settings-form wide">
      <h2>Keys of this session</h2>
      <p className="soft">
        A key is kept in memory until Sealwatch ends. It is never written to the case, shown, logged
        or exported. Supply one on the Integrity tab of its source.
      </p>
      {data.sources.length === 0 ? (
        <EmptyState compact title="No evidence in this case" />
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th>Exhibit</th>
              <th>Source</th>
              <th>Key</th>
              <th>Verdict</th>
            </tr>
          </thead>
          <tbody>
            {data.sources.map((each) => (
              <tr key={each.source.id}>
                <td>{each.source.exhibit}</td>
                <td>
                  <a
                    className="log-text"
                    href={hashOf({ screen: 'evidence', id: String(each.source.id) })}
                  >
                    {visibleText(each.source.name)}
                  </a>
                </td>
                <td>
                  <span className={each.hasKey ? undefined : 'faint'}>
                    {isChained(each) || each.hasKey ? keyWords(each) : 'none needed'}
                  </span>
                </td>
                <td>
                  <VerdictTag verdict={each.verification?.verdict ?? null} bare />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
