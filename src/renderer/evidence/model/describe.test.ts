import { describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../../../contract/evidence.ts';
import { itemSentence } from './describe.ts';

const item: EvidenceItem = {
  id: 1, path: '/a/b.jpg', name: 'b.jpg', folder: '/a', bytes: 10, format: 'jpeg', extensionMismatch: false, width: 4, height: 3, orientation: 1, camera: null, takenAt: null, sha256: null,
  status: 'analysed', problem: null, review: 'traces_found', domain: 'unset', score: 0.834, regions: 1, maskShare: 0.1, findingId: 3, annotations: 0, duplicates: 0, addedAt: '2026-01-01T00:00:00Z',
};

describe('an item in words', () => {
  it('says status, score and regions', () => {
    expect(itemSentence(item, null)).toBe(', traces found, score 0.83, 1 region');
  });
  it('says what is odd about the file and why it has no score', () => {
    const odd: EvidenceItem = { ...item, status: 'failed', score: null, regions: null, review: 'unreviewed', domain: 'document', extensionMismatch: true, duplicates: 2, annotations: 1 };
    expect(itemSentence(odd, 'The picture is cut off')).toBe(', unreviewed, failed, The picture is cut off, document, extension does not match the content, same content as 2 other items, 1 annotation');
  });
});
