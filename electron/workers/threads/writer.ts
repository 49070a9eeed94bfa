// The writer thread: the only read-write connection to the case. Job threads get a port each.

import { MessagePort, parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { serveOver } from '../rpc.ts';
import { writerService } from '../writer-service.ts';
import { hostOf, type ThreadData } from './thread-data.ts';

assert(parentPort, 'runs as a worker thread');
const data = workerData as ThreadData;
const service = writerService(data.caseFile, hostOf(data), data.caseKey);
serveOver(parentPort, service.handle);
parentPort.on('message', (message: { t: string; port?: unknown }) => {
  if (message.t === 'port' && message.port instanceof MessagePort) {
    serveOver(message.port, service.handle);
  }
  if (message.t === 'close') {
    void service.close().finally(() => process.exit(0));
  }
});
