import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEngine, type Engine } from '../../src/engine/index.ts';
import { encoder, MODEL_FOLDER, save, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
beforeAll(async () => {
  folder = await temporaryFolder();
  engine = startEngine({ modelFolder: MODEL_FOLDER, provider: 'cpu' });
});
afterAll(async () => {
  await engine.close();
  await folder.remove();
});

function png(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(body.length + 8);
    frame.writeUInt32BE(data.length, 0);
    frame.set(body, 4);
    frame.writeUInt32BE(crc32(body), body.length + 4);
    return frame;
  };
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(4))), chunk('IEND', Buffer.alloc(0))]);
}

async function codeOf(path: string, options = {}): Promise<unknown> {
  return engine.analyze(path, { caseFolder: join(folder.path, 'case'), options }).then(
    (result) => result,
    (error: unknown) => (error as { code: unknown }).code,
  );
}

test('every kind of bad file has its own code, and the engine lives through all of them', async () => {
  const before = await engine.doctor();
  const pid = engine.pid();
  const whole = await encoder(200, 200).png().toBuffer();
  const jpeg = await encoder(200, 200).jpeg().toBuffer();
  await mkdir(join(folder.path, 'directory.jpg'));
  execFileSync('mkfifo', [join(folder.path, 'pipe.jpg')]);
  const cases: [string, Uint8Array | null, string][] = [
    ['missing.jpg', null, 'FILE_NOT_FOUND'],
    ['directory.jpg', null, 'FILE_IS_DIRECTORY'],
    ['pipe.jpg', null, 'FILE_NOT_REGULAR'],
    ['empty.jpg', new Uint8Array(0), 'FILE_EMPTY'],
    ['text.jpg', Buffer.from('this is no picture at all'), 'TYPE_UNKNOWN'],
    ['document.jpg', Buffer.from('%PDF-1.7 and so on'), 'TYPE_UNSUPPORTED'],
    ['drawing.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"/>'), 'TYPE_UNSUPPORTED'],
    ['bomb.png', png(30_000, 30_000), 'IMAGE_TOO_MANY_PIXELS'],
    ['tiny.png', await encoder(5, 5).png().toBuffer(), 'IMAGE_TOO_SMALL'],
    ['cut.png', whole.subarray(0, whole.length >> 1), 'IMAGE_TRUNCATED'],
    ['lying.png', png(200, 200), 'IMAGE_TRUNCATED'],
    ['header.jpg', jpeg.subarray(0, 30), 'IMAGE_TRUNCATED'],
    ['cut.webp', (await encoder(200, 200).webp().toBuffer()).subarray(0, 900), 'IMAGE_TRUNCATED'],
    ['cut.tif', (await encoder(200, 200).tiff({ compression: 'lzw' }).toBuffer()).subarray(0, 4000), 'IMAGE_CORRUPT'],
    ['phone.heic', Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(64)]), 'TYPE_UNSUPPORTED'],
  ];
  const found = [];
  for (const [name, content] of cases) {
    const path = content === null ? join(folder.path, name) : await save(folder.path, name, content);
    found.push([name, await codeOf(path)]);
  }
  expect(found).toEqual(cases.map(([name, , code]) => [name, code]));
  expect(await codeOf(await save(folder.path, 'large.png', whole), { maximumBytes: 1000 })).toBe('FILE_TOO_LARGE');
  expect(await codeOf(join(folder.path, 'large.png'), { maximumPixels: 39_999 })).toBe('IMAGE_TOO_MANY_PIXELS');
  expect(await engine.doctor()).toEqual(before);
  expect(engine.pid()).toBe(pid);
});

test('a refusal keeps what was known: digests always, facts where the header could be read', async () => {
  const path = await save(folder.path, 'huge.png', png(30_000, 30_000));
  await expect(engine.intake(path)).rejects.toMatchObject({ code: 'IMAGE_TOO_MANY_PIXELS', details: { intake: { digest: { bytes: png(30_000, 30_000).length }, facts: { width: 30_000 } } } });
  const text = await save(folder.path, 'note.txt', Buffer.from('hello hello hello'));
  await expect(engine.intake(text)).rejects.toMatchObject({ details: { intake: { digest: { md5: '667a6d14b2dc154feac362ddad4d4ca8' } } } });
});

test('a mislabelled picture is read by its content and told as mislabelled', async () => {
  const { facts } = await engine.intake(await save(folder.path, 'really-a-png.jpg', await encoder(64, 64).png().toBuffer()));
  expect(facts).toMatchObject({ format: 'png', mimeType: 'image/png', extensionMismatch: true });
});

test('no model, a changed model and a broken manifest are told apart', async () => {
  const path = await save(folder.path, 'fine.png', await encoder(64, 64).png().toBuffer());
  const attempt = async (modelFolder: string): Promise<unknown> => {
    const other = startEngine({ modelFolder, provider: 'cpu' });
    const code = await other.analyze(path, { caseFolder: join(folder.path, 'case') }).then(() => 'none', (error: unknown) => (error as { code: unknown }).code);
    await other.close();
    return code;
  };
  const changed = join(folder.path, 'changed');
  await mkdir(changed);
  execFileSync('cp', [join(MODEL_FOLDER, 'manifest.json'), changed]);
  await save(changed, 'model.onnx', Buffer.from('not a network'));
  const broken = join(folder.path, 'broken');
  await mkdir(broken);
  await save(broken, 'manifest.json', Buffer.from('{"schema":9}'));
  expect(await attempt(join(folder.path, 'nowhere'))).toBe('MODEL_MISSING');
  expect(await attempt(changed)).toBe('MODEL_INVALID');
  expect(await attempt(broken)).toBe('MODEL_INVALID');
});

test('a provider that this machine lacks is refused by name', async () => {
  const other = startEngine({ modelFolder: MODEL_FOLDER, provider: process.platform === 'win32' ? 'coreml' : 'dml' });
  await expect(other.doctor()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  await other.close();
});
