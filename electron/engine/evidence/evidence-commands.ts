// What the officer records about an exhibit.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { CommandHandlers } from '../handlers.ts';
import type { WriteContext } from '../write-context.ts';

export function evidenceCommands({
  store,
  host,
  audit,
  who,
}: WriteContext): Pick<CommandHandlers, 'evidence.setCustody' | 'evidence.addTransfer'> {
  const sourceOf = (id: number): Source => {
    const source = store.read.sources.get(id);
    if (!source) {
      throw new FailureError(
        failure('source.unknown', `There is no exhibit number ${String(id)}.`),
      );
    }
    return source;
  };
  return {
    'evidence.setCustody'({ sourceId, custody }) {
      const before = sourceOf(sourceId);
      store.sources.setCustody(sourceId, custody);
      audit.add(
        'custody recorded',
        `${before.exhibit}: ${JSON.stringify(before.custody)} became ${JSON.stringify(custody)}`,
      );
      return sourceOf(sourceId);
    },
    'evidence.addTransfer'({ sourceId, transfer }) {
      const { exhibit } = sourceOf(sourceId);
      store.sources.addTransfer(sourceId, transfer, host.nowUs(), who());
      audit.add('transfer recorded', `${exhibit}: ${JSON.stringify(transfer)}`);
      return sourceOf(sourceId);
    },
  };
}
