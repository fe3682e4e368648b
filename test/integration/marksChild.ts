import { deflateSync } from 'node:zlib';
import { openSmallWorkbench, SLUG } from './jobsFixtures.ts';

/**
 * A process that draws without end on item 1 of a case, and says so once each stroke was answered for; meant to be killed. Argument: folder.
 * Lines: `mask <revision> <area>` and `mark <id> <revision>`.
 */
const [folder = ''] = process.argv.slice(2);
const workbench = await openSmallWorkbench(folder);
const item = { case: SLUG, evidenceId: 1 };
let { revision } = await workbench.marks.mask(item);
for (let stroke = 0; ; stroke += 1) {
  const tiles = Array.from({ length: 3 }, (_, row) => {
    const bits = new Uint8Array(8192);
    for (let at = 0; at < 400; at += 1) bits[Math.floor(Math.random() * bits.length)] = 0xff;
    return { column: stroke % 4, row, data: deflateSync(bits).toString('base64') };
  });
  const saved = await workbench.marks.saveMask({ ...item, base: revision, operation: { type: stroke % 5 === 4 ? 'undo' : 'brush' }, tiles });
  ({ revision } = saved);
  process.stdout.write(`mask ${saved.revision} ${saved.area}\n`);
  if (stroke % 3 !== 0) continue;
  const mark = await workbench.marks.save({ ...item, id: crypto.randomUUID(), body: { shape: { type: 'rectangle', x: 1, y: 1, width: 10, height: 10 }, note: `stroke ${stroke}`, confidence: 'weak', layers: ['mask'] } });
  process.stdout.write(`mark ${mark.id} ${mark.revision}\n`);
}
