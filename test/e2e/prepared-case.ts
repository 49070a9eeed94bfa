// A case as it is after the main job's first half: evidence opened, verified, detection run. For
// scenarios that begin there; made through the contract, because the window has its own scenario.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECURE_LOG } from '../fixtures/places.ts';
import { prepare, type OfficerWindow } from './window.ts';

export const THREATS = '203.0.113.66\n198.51.100.0/25\n';

export async function prepareCase(window: OfficerWindow): Promise<void> {
  const { client } = window;
  const info = await prepare(client, 'case.setExaminer', {
    name: 'A. Officer',
    role: 'Security officer',
    organisation: 'Example Trading',
  });
  await prepare(client, 'case.setSettings', { ...info.settings, threatList: THREATS });
  const log = window.mintToken(join(SECURE_LOG, 'clean.db'));
  await prepare(client, 'evidence.import', { files: [log] });
  await prepare(client, 'evidence.setKey', {
    sourceId: null,
    keyText: readFileSync(join(SECURE_LOG, 'hmac.key'), 'utf8').trim(),
  });
  await prepare(client, 'evidence.verify', { sourceId: null });
  await prepare(client, 'detect.run', { fromUs: null, toUs: null });
  await window.page.reload();
  await window.idle();
}
