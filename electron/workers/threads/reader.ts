// A reader thread: answers queries over a read-only connection.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { caseReading } from '../case-reading.ts';
import { readerService } from '../reader-service.ts';
import { serveOver } from '../rpc.ts';
import { hostOf, type ThreadData } from './thread-data.ts';

assert(parentPort, 'runs as a worker thread');
const data = workerData as ThreadData;
const service = readerService(caseReading(data.caseFile, hostOf(data), data.caseKey));
serveOver(parentPort, service.handle);
parentPort.on('message', (message: { t: string }) => {
  if (message.t !== 'close') return;
  void service.close().finally(() => process.exit(0));
});
