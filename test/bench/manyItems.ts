import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { openCase } from '../../src/casework/index.ts';
import { canonicalJson } from '../../src/casework/canonicalJson.ts';
import { inTransaction, prepared, type WritableDatabase } from '../../src/casework/store/database.ts';
import { searchText } from '../../src/casework/store/item.ts';
import { DOMAINS, factsOf, REVIEWS } from './caseParts.ts';

/** Different pictures in a case of many items: as many thumbnails are made, each is shown by many items. */
const CONTENTS = 240;
const FOLDER_SIZE = 700;
const CAMERAS = ['Canon EOS 5D Mark II', 'NIKON D700', 'Apple iPhone 12', 'SONY DSC-H9', 'samsung SM-G991B', 'FUJIFILM X-T3', null, null] as const;

interface Content {
  readonly sha256: string;
  readonly md5: string;
  readonly sha1: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Makes a case of `items` items by the application's own migrations, its rows written straight into the tables as an intake and a scan would have left
 * them: folders of 700, one in 250 a problem file, 7 % not analysed yet, one in ten with a review status. The files themselves do not exist; their
 * thumbnails lie in the case's cache, as in a case whose grid was seen before. The same `items` give the same case.
 */
export async function makeManyItems(casesFolder: string, name: string, items: number): Promise<void> {
  const session = await openCase(casesFolder, name, { mode: 'new', details: { title: `A drive of ${items} pictures` } });
  const random = seeded(11);
  try {
    const contents: Content[] = [];
    for (let index = 0; index < CONTENTS; index += 1) contents.push(await makeContent(session.paths.folder, index, random));
    inTransaction(session.database, () => insertItems(session.database, items, contents, random));
  } finally {
    await session.close();
  }
}

async function makeContent(caseFolder: string, index: number, random: () => number): Promise<Content> {
  const sha256 = digest('sha256', index);
  const thumbnail = join(caseFolder, 'cache', sha256.slice(0, 2), sha256, 'thumbnail.jpg');
  const [width, height] = random() < 0.7 ? [256, 192] : [192, 256];
  const colour = (): number => Math.floor(random() * 256);
  await mkdir(dirname(thumbnail), { recursive: true });
  const coarse = await sharp({ create: { width: 8, height: 8, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 }, background: '#808080' } }).png().toBuffer();
  await writeFile(thumbnail, await sharp(coarse).resize(width, height, { kernel: 'cubic', fit: 'fill' }).tint({ r: colour(), g: colour(), b: colour() }).jpeg({ quality: 80 }).toBuffer());
  return { sha256, md5: digest('md5', index), sha1: digest('sha1', index), bytes: 400_000 + Math.floor(random() * 9_000_000), width: width * 16, height: height * 16 };
}

function insertItems(database: WritableDatabase, items: number, contents: readonly Content[], random: () => number): void {
  database.exec(`INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'm', 's', '{}', 'p', '0', '2026-01-01T00:00:00Z', 'finished')`);
  const addFolder = prepared(database, 'INSERT INTO evidence_folder (path) VALUES (?)');
  const addEvidence = prepared(database, `INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, facts, pixels, sha256, md5, sha1, hashed_at, status, error_code, error_message, seen_run, added_at)
    VALUES (?, ?, 'file', ?, 1, ?, ?, ?, ?, ?, '2026-01-01T00:00:00Z', ?, ?, ?, 1, '2026-01-01T00:00:00Z')`);
  const addFinding = prepared(database, `INSERT INTO finding (evidence_id, run_id, input_sha256, parameters_sha256, note, score, gate_vision, gate_vision_share, tiles, reliability, mask_share, coefficients, timings, record, created_at, digest)
    VALUES (?, 1, ?, 'p', '', ?, 0.1, 0, 6, 0.7, ?, '{}', '{}', '{}', '2026-01-01T00:00:00Z', 'd')`);
  const addItem = prepared(database, `INSERT INTO evidence_item (evidence_id, folder_id, name, status, review, domain, score, regions, mask_share, finding_id, bytes, pixels, width, height, orientation, format, extension_mismatch, camera, taken_at, sha256, search)
    VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 1, 'jpeg', ?, ?, ?, ?, ?)`);
  const counts = new Map<string, number>();
  let folder = '';
  let folderId: number | bigint = 0;
  for (let at = 0; at < items; at += 1) {
    if (at % FOLDER_SIZE === 0) {
      folder = `/media/drive/DCIM/${100 + at / FOLDER_SIZE}CANON`;
      folderId = addFolder.run(folder).lastInsertRowid;
    }
    const { sha256, md5, sha1, bytes, width, height } = contents[Math.floor(random() * contents.length)]!;
    const name = `DSC_${String(at).padStart(6, '0')}.JPG`;
    const path = `${folder}/${name}`;
    const fate = random();
    const status = fate < 0.004 ? 'failed' : fate > 0.93 ? 'pending' : 'analysed';
    const camera = CAMERAS[Math.floor(random() * CAMERAS.length)]!;
    const taken = camera === null ? null : `2024-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 9)}T1${Math.floor(random() * 9)}:22:09`;
    const facts = canonicalJson(factsOf(width, height, { model: camera, takenAt: taken }));
    const problem = status === 'failed' ? ['IMAGE_TRUNCATED', 'The picture ends before its data does. Get the file again from its source, then retry.'] : [null, null];
    const { lastInsertRowid: id } = addEvidence.run(Buffer.from(path), path, bytes, facts, width * height, sha256, md5, sha1, status, ...problem);
    const score = status === 'analysed' ? random() ** 3 : null;
    const share = score === null ? null : score / 4;
    const finding = score === null ? null : addFinding.run(id, sha256, score, share).lastInsertRowid;
    const review = random() < 0.9 ? 'unreviewed' : REVIEWS[Math.floor(random() * REVIEWS.length)]!;
    const domain = random() < 0.7 ? 'unset' : DOMAINS[Math.floor(random() * DOMAINS.length)]!;
    addItem.run(id, folderId, name, status, review, domain, score, share, finding, bytes, width * height, width, height, random() < 0.01 ? 1 : 0, camera, taken, sha256, searchText(path, camera, sha256, ''));
    counts.set(sha256, (counts.get(sha256) ?? 0) + 1);
  }
  const addContent = prepared(database, 'INSERT INTO evidence_content (sha256, items) VALUES (?, ?)');
  for (const entry of counts) addContent.run(...entry);
}

function digest(algorithm: 'sha256' | 'sha1' | 'md5', index: number): string {
  return createHash(algorithm).update(`content ${index}`).digest('hex');
}

/** Numbers 0..1 that are the same in every run (linear congruence, constants of ANSI C). */
function seeded(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}
