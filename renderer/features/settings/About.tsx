// What this program and this case are.

import type { CaseInfo } from '../../../shared/domain/case.ts';
import { useQuery } from '../../client/use-query.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { formatBytes, formatCount } from '../../ui/format.model.ts';
import { KeyValue } from '../../ui/Layout.tsx';
import { Time } from '../../ui/Time.tsx';

export function About(props: { readonly info: CaseInfo }) {
  const { info } = props;
  const { data: host } = useQuery('host.info', {});
  return (
    <div className="settings-form wide">
      <h2>Sealwatch</h2>
      <p className="soft">
        An offline investigation workstation. It asks nothing of any network; what it reads stays on
        this machine.
      </p>
      <KeyValue
        rows={[
          { key: 'Version', value: host?.version },
          { key: 'Host', value: host && `${host.name} on ${host.platform}` },
          { key: 'Licence', value: 'Apache-2.0' },
        ]}
      />
      <h2>This case</h2>
      <KeyValue
        rows={[
          { key: 'Name', value: info.name },
          { key: 'File', value: <span className="mono log-text">{info.path}</span> },
          {
            key: 'Id',
            value: (
              <span className="settings-id mono">
                {info.id}
                <CopyButton text={info.id} what="Case id" />
              </span>
            ),
          },
          { key: 'Created', value: <Time us={info.createdAtUs} /> },
          { key: 'Events', value: formatCount(info.events) },
          { key: 'Size', value: formatBytes(info.sizeBytes) },
          { key: 'Layout version', value: String(info.schemaVersion) },
        ]}
      />
    </div>
  );
}
