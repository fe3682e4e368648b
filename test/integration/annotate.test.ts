import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/casework/canonicalJson.ts';
import { type DatasetRow, datasetRowSchema } from '../../src/casework/explain/dataset/row.ts';
import { GOLDEN } from '../../src/casework/explain/dataset/pickleGoldens.testing.ts';
import { onlyWhenAsked, startTalkingServer, type TalkingServer } from '../servers/talkingServer.ts';
import { makePictures, runCli, temporaryFolder } from './caseworkFixtures.ts';

/** `palimpsest annotate` and `evaluate-explanations` as commands, with the real engine and view process; the model is a scripted server of this machine. */

let folder = '';
let server: TalkingServer;
const at = (...names: string[]): string => join(folder, ...names);
const rowsOf = (path: string): DatasetRow[] => readFileSync(path, 'utf8').trim().split('\n').map((line) => datasetRowSchema.parse(JSON.parse(line)));

/** The pasted block of the pictures that makePictures draws, and a second one. */
async function writeMask(path: string): Promise<void> {
  const [width, height] = [96, 80];
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if ((x > 30 && x < 60 && y > 20 && y < 50) || (x > 80 && x < 94 && y > 64 && y < 78)) data[y * width + x] = 255;
  await sharp(data, { raw: { width, height, channels: 1 } }).png().toFile(path);
}

beforeAll(async () => {
  folder = temporaryFolder();
  server = await startTalkingServer();
  await makePictures(at('set', 'images'), 3);
  mkdirSync(at('set', 'masks'));
  for (const index of [0, 1, 2]) await writeMask(at('set', 'masks', `picture-00${index}.png`));
  copyFileSync(at('set', 'masks', 'picture-000.png'), at('set', 'masks', 'broken.png'));
  writeFileSync(at('set', 'images', 'broken.jpg'), readFileSync(at('set', 'images', 'picture-000.jpg')).subarray(0, 300));
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('without a server', () => {
  test('measures, names the broken picture, goes on where it stopped', async () => {
    const out = at('measured.jsonl');
    const first = await runCli(['annotate', at('set'), '--out', out, '--limit', '2', '--json']);
    expect(first.code).toBe(3);
    expect(first.stdout.trim().split('\n').map((line) => (JSON.parse(line) as { type: string; status?: string }))).toMatchObject([{ type: 'picture', image: 'images/broken.jpg', status: 'failed' }, { type: 'picture', status: 'done' }, { type: 'finished', done: 1, failed: 1 }]);
    expect(readFileSync(at('measured.errors.jsonl'), 'utf8')).toContain('"images/broken.jpg"');
    const second = await runCli(['annotate', at('set'), '--out', out, '--domain', 'photo']);
    expect(second.stdout).toContain('4 pictures: 2 annotated, 1 in the file already, 1 with a problem.');
    const rows = rowsOf(out);
    expect(rows.map(({ image }) => image)).toEqual(['images/picture-000.jpg', 'images/picture-001.png', 'images/picture-002.jpg']);
    const [row] = rows;
    expect(row?.provenance).toMatchObject({ kind: 'measured', imageSha256: sha256Of(readFileSync(at('set', 'images', 'picture-000.jpg'))), maskSha256: sha256Of(readFileSync(at('set', 'masks', 'picture-000.png'))), width: 96, height: 80, regionsInAll: 2 });
    // What the mask holds: 29 x 29 pixels in the middle, 13 x 13 at the lower right.
    expect(row?.provenance.regions).toEqual([
      { id: 1, box: { x: 31, y: 21, width: 29, height: 29 }, area: 841, share: 841 / 7680 },
      { id: 2, box: { x: 81, y: 65, width: 13, height: 13 }, area: 169, share: 169 / 7680 },
    ]);
    expect(row?.content.regions.map(({ id, absolute_position }) => [id, absolute_position])).toEqual([[1, 'center'], [2, 'bottom-right']]);
    expect(rows.map(({ content }) => [content.verdict, content.domain])).toEqual([['tampered', null], ['tampered', 'natural'], ['tampered', 'natural']]);
    // Nothing a detector would have said: this mask was given.
    expect(row?.content.summary).not.toMatch(/score|probability/i);
  }, 150_000);
});

describe('with a server', () => {
  const annotate = (...flags: string[]): ReturnType<typeof runCli> => runCli(['annotate', at('set'), '--server', server.address, '--model', 'tiny-vl', '--out', at('model.jsonl'), ...flags]);

  test('three steps over picture and true mask; measured fields stay measured, contradicted words are struck', async () => {
    const result = await annotate('--seed', '7', '--keep-exchanges');
    expect(result.stdout).toContain('4 pictures: 3 annotated, 0 in the file already, 1 with a problem.');
    expect(result.code).toBe(3);
    const [row] = rowsOf(at('model.jsonl'));
    expect(row?.provenance).toMatchObject({ kind: 'model', model: 'tiny-vl', server: new URL(server.address).origin, variant: 'mask', parameters: { seed: 7 } });
    // Two crops, one description, one self-check.
    expect(row?.provenance.exchanges.map(({ step }) => step)).toEqual(['instances', 'instances', 'description', 'check']);
    expect(row?.content.regions.map(({ title, absolute_position, artifacts }) => [title, absolute_position, artifacts])).toEqual([['blue patch', 'center', ['edge', 'texture']], ['blue patch', 'bottom-right', ['edge', 'texture']]]);
    expect(row?.provenance).toMatchObject({ claimed: [{ id: 1, position: 'bottom-right' }, { id: 2, position: 'bottom-right' }], claimedCount: 2 });
    // The server calls every place the lower right one and the picture a fake.
    expect(row?.provenance.struck.map(({ struck }) => struck?.reason).toSorted()).toEqual(expect.arrayContaining(['authenticity', 'place']) as string[]);
    expect(JSON.stringify(row?.content)).not.toContain('fake');
    const kept = readFileSync(at('model.exchanges.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { image: string; request: string; requestSha256: string; seed: number });
    expect(kept).toHaveLength(12);
    expect(kept.every(({ request, requestSha256, seed }) => sha256Of(request) === requestSha256 && seed === 7)).toBe(true);
    const joined = row?.provenance.pictures.find(({ kind }) => kind === 'joined');
    expect(server.pictures().some((picture) => sha256Of(picture) === joined?.sha256)).toBe(true);
  }, 150_000);

  test('a second run asks nothing; another variant is asked with the picture alone', async () => {
    server.reset();
    expect((await annotate()).stdout).toContain('0 annotated, 3 in the file already');
    expect(server.asked.map(({ text }) => text).join('')).not.toContain('Region 1');
    expect((await annotate('--variant', 'none')).stdout).toContain('3 annotated, 0 in the file already');
    const none = rowsOf(at('model.jsonl')).filter(({ provenance }) => provenance.variant === 'none');
    expect(none).toHaveLength(3);
    expect(none[0]?.provenance.pictures.map(({ kind }) => kind)).toContain('original');
    expect(none[0]?.provenance.pictures.map(({ kind }) => kind)).not.toContain('joined');
  }, 150_000);

  test('Ctrl-C keeps what is finished and the next run goes on', async () => {
    server.reset();
    const out = at('interrupted.jsonl');
    const running = runCli(['annotate', at('set'), '--server', server.address, '--out', out, '--json'], (line, child) => {
      // The first picture that is done: from now on the server keeps still, and one question later comes the signal.
      if (!line.includes('"status":"done"')) return;
      void onlyWhenAsked(server).waiting.then(() => child.kill('SIGINT'));
    });
    const result = await running;
    expect(result.code).toBe(130);
    expect(rowsOf(out)).toHaveLength(1);
    server.reset();
    expect((await runCli(['annotate', at('set'), '--server', server.address, '--out', out])).stdout).toContain('2 annotated, 1 in the file already');
  }, 150_000);

  test('no server, and a server that is not this machine', async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
    const { port } = closed.address() as AddressInfo;
    await new Promise<void>((done) => closed.close(() => done()));
    const gone = await runCli(['annotate', at('set'), '--server', `http://127.0.0.1:${port}/v1`, '--out', at('gone.jsonl')]);
    expect([gone.code, gone.stderr]).toEqual([5, expect.stringContaining('SERVER_UNREACHABLE') as string]);
    const remote = await runCli(['annotate', at('set'), '--server', 'http://192.0.2.1/v1', '--out', at('remote.jsonl')]);
    expect([remote.code, remote.stderr]).toEqual([2, expect.stringContaining('SERVER_REMOTE') as string]);
    expect(existsSync(at('remote.jsonl'))).toBe(false);
  }, 150_000);

  test('conversations for fine-tuning show the joined picture that the model saw', async () => {
    const result = await runCli(['annotate', at('model.jsonl'), '--to-sft', 'internvl', '--images', at('set'), '--out', at('sft', 'train.jsonl'), '--with-instances']);
    expect([result.code, result.stderr]).toEqual([0, '']);
    expect(result.stdout).toContain('6 annotations: 9 conversations.');
    expect(result.stdout).toContain('3 left out: made without the true mask');
    const lines = readFileSync(at('sft', 'train.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string; image: string; width: number; height: number });
    const joined = rowsOf(at('model.jsonl'))[0]?.provenance.pictures.find(({ kind }) => kind === 'joined');
    expect(basename(lines[0]?.image ?? '')).toBe(`${joined?.sha256 ?? ''}.jpg`);
    for (const { image, width, height } of lines) expect(await sharp(at('sft', image)).metadata()).toMatchObject({ format: 'jpeg', width, height });
  }, 150_000);

  test('the scores: each variant a column, measured ones beside them', async () => {
    const truth = rowsOf(at('model.jsonl')).filter(({ provenance }) => provenance.variant === 'mask');
    writeFileSync(at('truth.jsonl'), truth.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const result = await runCli(['evaluate-explanations', at('model.jsonl'), at('truth.jsonl'), '--pred', at('measured.jsonl')]);
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^field +scored +without visual prompt +with visual prompt +measured, no model$/m);
    // The truth is the run with the mask itself; the measured one has the same places and no titles of things.
    expect(result.stdout).toMatch(/^absolute position \* +6 +\S+ \[\S+ \S+ +1\.000 \[1\.000, 1\.000\] +1\.000 \[/m);
    expect(result.stdout).toMatch(/^absolute position, as the model says \* +6 +\S+ \[\S+ \S+ +0\.500 \[0\.500, 0\.500\] +-$/m);
    expect(result.stdout).toMatch(/^title \* +6 +\S+ \[\S+ \S+ +1\.000 \[1\.000, 1\.000\] +0\.000 \[/m);
    expect(result.stdout).toContain('give --vectors');
    const json = JSON.parse((await runCli(['evaluate-explanations', at('measured.jsonl'), at('truth.jsonl'), '--json'])).stdout) as { vectors: boolean; columns: { column: string; pictures: number; fields: Record<string, { value: number }> }[] };
    expect(json).toMatchObject({ vectors: false, columns: [{ column: 'measured, no model', pictures: 3, fields: { position: { value: 1 }, title: { value: 0 } } }] });
  }, 150_000);
});

describe('Omni-273k', () => {
  test('a pickle becomes annotations; a hostile one is refused and leaves nothing', async () => {
    writeFileSync(at('omni.pkl'), Buffer.from(GOLDEN[4] ?? '', 'hex'));
    const result = await runCli(['annotate', '--from-omni', at('omni.pkl'), '--out', at('omni.jsonl'), '--domain', 'scene_text']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('2 pictures with 2 regions');
    expect(rowsOf(at('omni.jsonl'))[0]).toMatchObject({ image: 'a.jpg', content: { domain: 'scene_text', regions: [{ title: 'sign', artifacts: ['edge', 'noise'] }] }, provenance: { kind: 'given' } });
    const marker = at('was-run');
    writeFileSync(at('evil.pkl'), `cos\nsystem\n(S'touch ${marker}'\ntR.`);
    const evil = await runCli(['annotate', '--from-omni', at('evil.pkl'), '--out', at('evil.jsonl')]);
    expect([evil.code, evil.stderr]).toEqual([2, expect.stringContaining('GLOBAL would run or fetch') as string]);
    expect(readdirSync(folder).filter((name) => name.startsWith('evil.jsonl') || name === 'was-run')).toEqual([]);
  });
});
