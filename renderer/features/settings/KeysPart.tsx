// Which sources have their key in this session. Keys themselves are never shown.

import { useQuery } from '../../client/use-query.ts';
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
            {data.sources.map(({ source, hasKey, verifiedWithKey, verification }) => (
              <tr key={source.id}>
                <td>{source.exhibit}</td>
                <td>
                  <a
                    className="log-text"
                    href={hashOf({ screen: 'evidence', id: String(source.id) })}
                  >
                    {visibleText(source.name)}
                  </a>
                </td>
                <td>
                  {hasKey ? (
                    'supplied'
                  ) : (
                    <span className="faint">
                      {verifiedWithKey ? 'used for the last check, not kept' : 'not supplied'}
                    </span>
                  )}
                </td>
                <td>
                  <VerdictTag verdict={verification?.verdict ?? null} bare />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
