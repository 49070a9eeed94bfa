// All services of a case on the calling thread: for tests, and nothing else.

import type { EngineHost } from '../engine/host.ts';
import { readersHere } from '../engine/evidence/unit-reader.ts';
import type { CaseKey } from '../store/cipher.ts';
import { analystService } from './analyst-service.ts';
import { caseReading } from './case-reading.ts';
import type { ServiceLinks } from './case-services.ts';
import { parserService } from './parser-service.ts';
import { readerService } from './reader-service.ts';
import { linkInProcess } from './rpc.ts';
import type { Service, ServiceName } from './service.ts';
import { writerService } from './writer-service.ts';

export function inProcessServices(
  caseFile: string,
  host: EngineHost,
  caseKey?: CaseKey,
): ServiceLinks {
  const writer = writerService(caseFile, host, caseKey);
  const writerLink = linkInProcess(writer.handle);
  const reader = readerService(caseReading(caseFile, host, caseKey));
  const services: Record<ServiceName, Service> = {
    writer,
    reader,
    searcher: reader,
    analyst: analystService(caseReading(caseFile, host, caseKey), host, writerLink),
    parser: parserService(host, writerLink, readersHere),
  };
  return {
    link: (name) => linkInProcess(services[name].handle),
    rest: () => Promise.resolve(),
    async close() {
      for (const service of [services.reader, services.analyst, services.parser, services.writer]) {
        await service.close();
      }
    },
  };
}
