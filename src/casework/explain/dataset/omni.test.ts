import { expect, test } from 'vitest';
import { omniRows, type OmniReport } from './omni.ts';
import { positionIn, relationIn, tracesIn } from './omniWords.ts';
import type { PickleValue } from './pickle.ts';
import { datasetRowSchema } from './row.ts';

const dict = (value: Record<string, PickleValue>): PickleValue => new Map(Object.entries(value));

function read(pickle: PickleValue): { readonly rows: readonly ReturnType<typeof datasetRowSchema.parse>[]; readonly report: OmniReport } {
  const report: OmniReport = { pictures: 0, regions: 0, skipped: 0, unmapped: new Map() };
  // Every row must be one that is read again.
  const rows = [...omniRows(pickle, 'document', report)].map((row) => datasetRowSchema.parse(JSON.parse(JSON.stringify(row))));
  return { rows, report };
}

test('dicts with other names for our fields', () => {
  const { rows, report } = read(dict({
    'a.jpg': dict({
      'Tampered Instances': [dict({ Object: 'red car', 'Absolute Position': 'in the upper-left corner', relativePosition: 'to the left of the tree', 'tampering type': 'copy-paste', Artifacts: dict({ Edges: 'jagged', 'lighting direction': 'from the right', shadow: null }), reason: 'Jagged edges.', colour_of_sky: 'blue' })],
      overall_description: 'A car was put in.',
    }),
  }));
  expect(rows[0]?.content).toEqual({
    verdict: 'tampered', domain: 'document', summary: 'A car was put in.',
    regions: [{ id: 1, title: 'red car', text: null, absolute_position: 'top-left', relative_position: { relation: 'left_of', anchor: 'tree' }, method_guess: 'copy_move', artifacts: ['edge', 'lighting'], description: 'Jagged edges.', confidence: null }],
  });
  expect(report).toMatchObject({ pictures: 1, regions: 1, skipped: 0 });
  expect([...report.unmapped]).toEqual([['colour_of_sky', 1]]);
  expect(rows[0]?.provenance).toMatchObject({ kind: 'given', given: { overall_description: 'A car was put in.' } });
});

test('lists, text with JSON in a code fence, plain text, one region without a list, groups under names of their own', () => {
  const { rows, report } = read(dict({
    'list.jpg': [dict({ title: 'sign', position: 'center' }), 'the second sentence'],
    'fence.jpg': '```json\n{"regions": [{"text": "12.50", "location": "bottom", "artifacts": ["font", "misaligned", "wobbly"]}]}\n```',
    'words.jpg': 'The left face was swapped.',
    'single.jpg': dict({ tampered_text: 'TOTAL', location: 'somewhere', fake: true }),
    'groups.jpg': dict({ instance_1: dict({ title: 'one' }), instance_2: dict({ title: 'two' }), verdict: 'authentic' }),
    'empty.jpg': '',
  }));
  const content = new Map(rows.map((row) => [row.image, row.content]));
  expect(content.get('list.jpg')?.regions.map(({ title, absolute_position, description }) => [title, absolute_position, description])).toEqual([['sign', 'center', ''], ['', null, 'the second sentence']]);
  expect(content.get('fence.jpg')?.regions[0]).toMatchObject({ text: '12.50', absolute_position: 'bottom-center', artifacts: ['font', 'alignment'] });
  expect(content.get('words.jpg')).toMatchObject({ regions: [], summary: 'The left face was swapped.' });
  expect(content.get('single.jpg')?.regions[0]).toMatchObject({ id: 1, text: 'TOTAL', absolute_position: null });
  expect(content.get('groups.jpg')).toMatchObject({ verdict: 'authentic', regions: [{ id: 1, title: 'one' }, { id: 2, title: 'two' }] });
  expect(content.has('empty.jpg')).toBe(false);
  expect(report.skipped).toBe(1);
  expect([...report.unmapped]).toEqual([['artifacts=wobbly', 1], ['absolute_position=somewhere', 1]]);
});

test('hostile annotations: names of prototypes, deep JSON, enormous values', () => {
  const { rows, report } = read(new Map<string, PickleValue>([
    ['p.jpg', new Map<string, PickleValue>([['__proto__', new Map([['polluted', 1]])], ['constructor', 1], ['title', 'x']])],
    ['deep.jpg', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['huge.jpg', 'x'.repeat(2_000_000)],
  ]));
  expect(rows.map(({ image }) => image)).toEqual(['p.jpg', 'deep.jpg']);
  expect(report.skipped).toBe(1);
  expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
});

test('positions, relations and traces in words', () => {
  expect(['top-left', 'Upper right corner', 'lower part', 'on the left side', 'middle', 'center of the image', 'left and right', 'nowhere'].map(positionIn)).toEqual(['top-left', 'top-right', 'bottom-center', 'middle-left', 'center', 'center', null, null]);
  expect(relationIn('directly above the red line.')).toEqual({ relation: 'above', anchor: 'red line' });
  expect(relationIn('next_to a lamp')).toEqual({ relation: 'next_to', anchor: 'lamp' });
  expect(relationIn('somewhere')).toBeNull();
  expect(tracesIn('blurred boundary, color tone')).toEqual(['edge', 'blur', 'color']);
});
