// The analyst thread: long jobs that read the case (verify, detect, preview, report), and those that
// need no case.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../shared/base/assert.ts';
import { startCheckThreads } from '../check-threads.ts';
import { startLeafThreads } from '../leaf-threads.ts';
import { startMarkThreads } from '../mark-threads.ts';
import { startMatchThreads } from '../match-threads.ts';
import { serveOver } from '../rpc.ts';
import { replaceableLink } from './writer-port.ts';
import { analystService } from '../analyst-service.ts';
import { caseReading } from '../case-reading.ts';
import { hostOf, type ThreadData } from './thread-data.ts';

assert(parentPort, 'runs as a worker thread');
const data = workerData as ThreadData;
const writer = replaceableLink();
const host = hostOf(data);
const reading = caseReading(data.caseFile, host, data.caseKey);
const service = analystService(reading, host, writer, {
  startLeafWorkers: startLeafThreads,
  startMatchers: startMatchThreads,
  startCheckers: startCheckThreads,
  startMarkers: startMarkThreads,
});
serveOver(parentPort, service.handle);
parentPort.on('message', (message: { t: string; port?: unknown }) => {
  writer.take(message);
  if (message.t !== 'close') return;
  void service.close().finally(() => process.exit(0));
});
