import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startLoopback } from '../../../electron/loopback/server.ts';
import { FailureError } from '../../../shared/base/result.ts';
import { makeBuiltPage } from '../../fixtures/built-page.ts';
import { createFakeApp } from '../../fixtures/fake-app.ts';

describe('starting the loopback host', () => {
  it('names a port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const assetsFolder = makeBuiltPage();
    const start = startLoopback({ app: createFakeApp(), assetsFolder, port });
    await expect(start).rejects.toThrow(FailureError);
    await expect(start).rejects.toThrow(`Port ${port} cannot be opened: it is in use.`);
    taken.close();
    rmSync(assetsFolder, { recursive: true });
  });

  it('says that the page is not built', async () => {
    const start = startLoopback({ app: createFakeApp(), assetsFolder: '/nowhere/at/all' });
    await expect(start).rejects.toThrow('The built page is not in /nowhere/at/all');
  });
});
