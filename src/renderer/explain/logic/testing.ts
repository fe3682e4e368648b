import type { Explanation, ReviewedStatement } from '../../../contract/index.ts';

/** A measured sentence about the picture, for tests. */
export function sentence(id: number, change: Partial<ReviewedStatement> = {}): ReviewedStatement {
  return { id, topic: 'verdict', regions: [], source: 'measured', plain: `Plain ${id}.`, technical: `Technical ${id}.`, grounds: [], struck: null, review: null, ...change };
}

/** A finished measured explanation, for tests. */
export function explanation(id: number, change: Partial<Explanation> = {}): Explanation {
  return {
    id,
    evidenceId: 1,
    findingId: 1,
    kind: 'measured',
    variant: 'mask',
    batch: null,
    status: 'done',
    progress: null,
    error: null,
    createdAt: '2026-11-21T10:00:00.000Z',
    finishedAt: '2026-11-21T10:00:01.000Z',
    author: 'M. Ortiz',
    server: null,
    pictures: [],
    measurement: null,
    content: null,
    statements: [],
    notes: [],
    ...change,
  };
}
