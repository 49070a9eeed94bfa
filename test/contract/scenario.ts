// One piece of work, done through the contract alone: open, verify, detect, look. What it returns
// holds nothing that depends on the host, the clock or the path.

import { assert } from '../../shared/base/assert.ts';
import type { Client } from '../../shared/contract/client.ts';
import type { FileToken } from '../../shared/contract/procedure.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';

export interface ScenarioFiles {
  readonly log: FileToken;
  readonly key: string;
  readonly threats: string;
}

export type ScenarioResult = Awaited<ReturnType<typeof runScenario>>;

export async function runScenario(client: Client, files: ScenarioFiles) {
  const call = async <N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const result = await client.call(name, input);
    assert(result.ok, result.ok ? '' : `${name}: ${result.error.code} ${result.error.message}`);
    return result.value;
  };
  const info = await call('case.info', {});
  await call('case.setSettings', { ...info.settings, threatList: files.threats });
  const imported = await call('evidence.import', { files: [files.log] });
  const again = await call('evidence.import', { files: [files.log] });
  await call('evidence.setKey', { sourceId: null, keyText: files.key });
  const verified = await call('evidence.verify', { sourceId: null });
  const detected = await call('detect.run', { fromUs: null, toUs: null });
  const repeated = await call('detect.run', { fromUs: null, toUs: null });
  const everything = { fromUs: null, toUs: null };
  const histogram = await call('timeline.histogram', {
    query: '',
    ...everything,
    buckets: 20,
    by: 'log.level',
  });
  const page = await call('events.page', {
    query: 'level:CRITICAL',
    ...everything,
    cursor: null,
    limit: 3,
    descending: false,
  });
  const next = await call('events.page', {
    query: 'level:CRITICAL',
    ...everything,
    cursor: page.next,
    limit: 3,
    descending: false,
  });
  const first = page.rows[0];
  assert(first, 'there is a critical event');
  const detail = await call('events.get', { id: first.id });
  const facets = await call('timeline.facets', {
    query: 'user_login',
    ...everything,
    fields: ['log.level', 'data.user_id'],
    limit: 5,
  });
  const refused = await client.call('events.page', {
    query: 'level:(',
    ...everything,
    cursor: null,
    limit: 3,
    descending: false,
  });
  const unknown = await client.call('events.get', { id: 9_999_999 });
  return {
    sources: imported.sources.map(({ source, alreadyThere }) => ({
      ...source,
      path: '',
      addedAtUs: 0,
      alreadyThere,
    })),
    alreadyThere: again.sources.map((each) => each.alreadyThere),
    verification: verified.sources.map((each) => each.verification),
    findings: detected.alerts.map((alert) => alert.finding),
    addedAgain: repeated.added,
    rules: detected.rules,
    risk: await call('risk.get', everything),
    histogram,
    rows: [...page.rows, ...next.rows],
    total: page.total,
    detail,
    facets,
    refused: refused.ok ? 'accepted' : refused.error.code,
    unknown: unknown.ok ? 'found' : unknown.error.code,
  };
}
