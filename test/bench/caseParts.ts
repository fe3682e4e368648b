import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type CaseSession, openCase } from '../../src/casework/index.ts';
import { artifactPath } from '../../src/casework/files/viewSource.ts';
import { inTransaction, prepared } from '../../src/casework/store/database.ts';
import { recordAnalysed, recordIntake } from '../../src/casework/store/evidence.ts';
import { insertFinding } from '../../src/casework/store/findings.ts';
import { analysisOptionsSchema, type Artifact, type Capture, domainSchema, type ImageFacts, MAP_KINDS, REVIEW_STATUSES } from '../../src/contract/index.ts';

export const REVIEWS = REVIEW_STATUSES;
export const DOMAINS = domainSchema.options;

/** Facts of an ordinary JPEG. Sizes in pixels. */
export function factsOf(width: number, height: number, capture: Pick<Capture, 'model' | 'takenAt'>): ImageFacts {
  return {
    format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: false, width, height, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1, jpeg: null,
    capture: { make: null, software: null, ...capture },
  };
}

/** Makes a case of pictures that exist, each with a finding whose maps are soft noise about the middle, so that every tile changes with the threshold: nothing of what review shows is missing, and no network has to run. Returns the items' ids. */
export async function makePictures(casesFolder: string, evidenceFolder: string, name: string, count: number, width: number, height: number): Promise<readonly number[]> {
  await mkdir(join(evidenceFolder, name), { recursive: true });
  const session = await openCase(casesFolder, name, { mode: 'new', details: { title: name } });
  try {
    prepared(session.database, `INSERT INTO run (id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status) VALUES (1, 'bench', ?, '{}', 'p', '0', '2026-01-01T00:00:00Z', 'finished')`).run('0'.repeat(64));
    const map = await sharp(await noise(Math.ceil(width / 128), Math.ceil(height / 128), 1)).resize(width, height, { kernel: 'cubic', fit: 'fill' }).extractChannel(0).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer();
    const maps = await keepMap(session, map, width, height);
    const ids: number[] = [];
    for (let at = 0; at < count; at += 1) ids.push(await addPicture(session, join(evidenceFolder, name, `IMG_${String(at).padStart(4, '0')}.jpg`), width, height, maps));
    return ids;
  } finally {
    await session.close();
  }
}

function noise(width: number, height: number, channels: 1 | 3): Promise<Buffer> {
  const made = sharp({ create: { width, height, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: channels === 1 ? 70 : 40 }, background: '#808080' } });
  return made.png().toBuffer();
}

async function keepMap({ paths }: CaseSession, content: Buffer, width: number, height: number): Promise<readonly Artifact[]> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const path = artifactPath(sha256, 'png');
  await mkdir(dirname(join(paths.folder, path)), { recursive: true });
  await writeFile(join(paths.folder, path), content);
  return MAP_KINDS.map((kind) => ({ kind, path, sha256, bytes: content.length, mimeType: 'image/png', width, height }));
}

async function addPicture({ database }: CaseSession, path: string, width: number, height: number, artifacts: readonly Artifact[]): Promise<number> {
  const content = await sharp(await noise(Math.ceil(width / 8), Math.ceil(height / 8), 3)).resize(width, height, { kernel: 'cubic', fit: 'fill' }).jpeg({ quality: 90 }).toBuffer();
  await writeFile(path, content);
  const digestOf = (algorithm: string): string => createHash(algorithm).update(content).digest('hex');
  const digest = { bytes: content.length, sha256: digestOf('sha256'), sha1: digestOf('sha1'), md5: digestOf('md5') };
  return inTransaction(database, () => {
    const { lastInsertRowid } = prepared(database, `INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, status, seen_run, added_at) VALUES (?, ?, 'file', ?, ?, 'pending', 1, '2026-01-01T00:00:00Z')`)
      .run(Buffer.from(path), path, content.length, lstatSync(path, { bigint: true }).mtimeNs);
    const id = Number(lastInsertRowid);
    recordIntake(database, id, digest, factsOf(width, height, { model: null, takenAt: null }));
    insertFinding(database, {
      evidenceId: id, runId: 1, sameAs: null, note: '', createdAt: '2026-01-01T00:00:00Z', inputSha256: digest.sha256, parametersSha256: 'p', score: 0.7, gate: { vision: 0.1, visionShare: 0, tiles: 6 }, reliability: 0.7, maskShare: 0.5,
      coefficients: { source: 'jpeg', grid: { x: 0, y: 0, confidence: 1 } }, timings: { read: 0, decode: 0, coefficients: 0, inference: 0, postprocess: 0, write: 0, total: 0 }, artifacts, regions: [],
      record: {
        inputSha256: digest.sha256, modelId: 'bench', modelSha256: '0'.repeat(64), options: analysisOptionsSchema.parse({}), provider: 'cpu', providerReason: 'bench', platform: 'bench', startedAt: '2026-01-01T00:00:00Z',
        versions: { app: '0', engine: '0', onnxruntime: '0', sharp: '0', libvips: '0', node: '0' },
      },
    });
    recordAnalysed(database, id);
    return id;
  });
}
