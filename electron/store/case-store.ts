// A case as the engine holds it: for reading, or for reading and writing. Different types, so that a
// reader thread cannot write by mistake.

import { alertReader, alertWriter } from './alerts.ts';
import { auditReader, auditWriter } from './audit.ts';
import { checkpointReader, checkpointWriter } from './checkpoints.ts';
import { columnReader } from './column-reader.ts';
import type { CaseKey } from './cipher.ts';
import { openReader, openWriter, type Db } from './connection.ts';
import { exceptionReader, exceptionWriter } from './exceptions.ts';
import { eventReader, eventWriter } from './events.ts';
import { hitReader, hitWriter } from './hits.ts';
import { leafTileReader, leafTileWriter } from './leaf-tiles.ts';
import { caseSizeBytes, dataVersion, metaTable } from './meta.ts';
import { textIndexReader, textIndexWriter } from './text-index.ts';
import { retentionReader, retentionWriter } from './retention.ts';
import { foreignObjects } from './schema-objects.ts';
import { sourceReader, sourceWriter } from './sources.ts';
import { workReader, workWriter } from './work.ts';

function readers(db: Db, path: string) {
  const meta = metaTable(db);
  return {
    path,
    meta: { get: meta.get },
    sources: sourceReader(db),
    events: eventReader(db),
    columns: columnReader(db),
    textIndex: textIndexReader(db),
    leafTiles: leafTileReader(db),
    seals: checkpointReader(db),
    alerts: alertReader(db),
    exceptions: exceptionReader(db),
    hits: hitReader(db),
    work: workReader(db),
    audit: auditReader(db),
    retention: retentionReader(db),
    /** Of its tables; see `foreignObjects`. */
    foreignObjects: () => foreignObjects(db),
    sizeBytes: () => caseSizeBytes(db),
    /** Changes when another connection has committed. */
    dataVersion: () => dataVersion(db),
    /** One consistent view of the case for the length of `run`. */
    snapshot: <T>(run: () => T): T => db.transaction(run).deferred(),
  };
}

export type CaseReader = ReturnType<typeof readers> & { close(): void };

/** Throws FailureError. */
export function openCaseReader(path: string, key?: CaseKey): CaseReader {
  const db = openReader(path, key);
  return { ...readers(db, path), close: () => void db.close() };
}

/** Throws FailureError, `case.locked` where another process writes to it. */
export function openCaseWriter(path: string, key?: CaseKey) {
  const connection = openWriter(path, key);
  const { db } = connection;
  return {
    read: readers(db, path),
    meta: metaTable(db),
    sources: sourceWriter(db),
    events: eventWriter(db),
    textIndex: textIndexWriter(db),
    leafTiles: leafTileWriter(db),
    seals: checkpointWriter(db),
    alerts: alertWriter(db),
    exceptions: exceptionWriter(db),
    hits: hitWriter(db),
    work: workWriter(db),
    audit: auditWriter(db),
    retention: retentionWriter(db),
    /** All or nothing. */
    transaction: <T>(run: () => T): T => db.transaction(run).immediate(),
    close: () => connection.close(),
  };
}

export type CaseWriter = ReturnType<typeof openCaseWriter>;
