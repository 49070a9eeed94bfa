// Rejected records of a source, a page at a time, in the order they were met.

import { ok } from '../../../shared/base/result.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Rejection } from '../../../shared/domain/source.ts';
import type { LoadPage, Page } from '../../client/use-pages.ts';

export const REJECTIONS_PAGE = 1_000;

/** The cursor is the last rejection that was read. */
export function loadRejections(
  client: Client,
  sourceId: number,
): LoadPage<Page<Rejection, number>> {
  return async (cursor) => {
    const answer = await client.call('evidence.rejections', {
      sourceId,
      after: cursor ?? 0,
      limit: REJECTIONS_PAGE,
    });
    if (!answer.ok) return answer;
    const { rejections, total } = answer.value;
    const last = rejections.at(-1);
    const next = last !== undefined && rejections.length === REJECTIONS_PAGE ? last.id : null;
    return ok({ rows: rejections, total, next });
  };
}
