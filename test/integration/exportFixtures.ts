import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { type CaseExtract, EXTRACT_VERSION, type ExtractItem, extractSchema } from '../../src/contract/extract.ts';
import { analysisOptionsSchema, type Artifact, type ArtifactKind } from '../../src/contract/index.ts';
import { sha256Of } from '../../src/casework/canonicalJson.ts';
import { findRegions } from '../../src/engine/regions/regions.ts';

/** A case as an extract with real pictures and real maps, without the network: masks are drawn, regions found by the engine's own code. */

export interface Drawn {
  readonly extract: CaseExtract;
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Pictures by item id, as files below `folder`. */
  readonly pictures: ReadonlyMap<number, string>;
  /** 8-bit maps by item id. */
  readonly maps: ReadonlyMap<number, { readonly width: number; readonly height: number; readonly data: Uint8Array }>;
}

/** A name that a spreadsheet, a page, a path and an XML file would each stumble over. */
export const HOSTILE = `=HYPERLINK("x")<script><img src=x onerror=alert(1)>&'"\u0007\u2028\ud83d\ude00.jpg`;
export const HOSTILE_NOTE = `-- note: </script><script>globalThis.hacked = 1</script> & "quoted" 'single' ]]> \u202e end\nsecond line`;

const AT = '2026-03-04T05:06:07.000Z';
const MODEL_SHA = 'ab'.repeat(32);

/** Map with a ring, islands in its hole, touching corners, a gradient and lone pixels. */
export function drawMap(width: number, height: number, seed: number): Uint8Array {
  const data = new Uint8Array(width * height);
  let state = seed;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const distance = Math.hypot(x - width * 0.35, y - height * 0.5) / Math.min(width, height);
      const ring = distance > 0.15 && distance < 0.35 ? 200 + Math.round(50 * Math.sin(x / 3)) : distance < 0.05 ? 255 : 40;
      const noisy = x > width * 0.8 && state > 0x8000_0000 ? 180 : x > width * 0.8 ? 20 : ring;
      data[y * width + x] = noisy;
    }
  }
  return data;
}

export async function drawCase(folder: string): Promise<Drawn> {
  const pictures = new Map<number, string>();
  const maps = new Map<number, { width: number; height: number; data: Uint8Array }>();
  const store = async (kind: ArtifactKind, bytes: Uint8Array, mimeType: string, width: number, height: number): Promise<Artifact> => {
    const sha256 = sha256Of(bytes);
    const path = `artifacts/${sha256.slice(0, 2)}/${sha256}.${mimeType === 'image/png' ? 'png' : 'jpg'}`;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    return { kind, path, sha256, bytes: bytes.length, mimeType, width, height };
  };
  const grey = async (data: Uint8Array, width: number, height: number): Promise<Buffer> => sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toBuffer();

  async function item(id: number, name: string, width: number, height: number, orientation: number, changes: Partial<ExtractItem> = {}): Promise<ExtractItem> {
    const pixels = Buffer.from({ length: width * height * 3 } as ArrayLike<number>).map((_, at) => (at * 7 + id * 31) % 251);
    const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } }).withMetadata({ orientation }).jpeg({ quality: 90 }).toBuffer();
    const path = join(folder, `picture-${id}.jpg`);
    await mkdir(folder, { recursive: true });
    await writeFile(path, bytes);
    pictures.set(id, path);
    const data = drawMap(width, height, id);
    maps.set(id, { width, height, data });
    const mask = await store('mask', await grey(data, width, height), 'image/png', width, height);
    const sha256 = sha256Of(bytes);
    return {
      id, path: `/evidence/</script>/${name}`, name, folder: '/evidence/</script>', bytes: bytes.length, modified: '1772600767123456789', addedAt: AT, hashedAt: AT, sha256, md5: '0'.repeat(32), sha1: '1'.repeat(40),
      facts: { format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: false, width, height, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation, pages: 1, jpeg: null, capture: { make: 'Maker', model: 'M-1', software: null, takenAt: '2026-01-02T03:04:05' } },
      status: 'analysed', problem: null, review: 'in_review', domain: 'photo', note: HOSTILE_NOTE, duplicates: [],
      finding: {
        id: id * 10, createdAt: AT, score: 0.9123, scoreReading: null, threshold: 0.5, reliability: 0.8, maskShare: 0.2, gate: { vision: 0.4, visionShare: 0.25, tiles: 4 }, coefficients: { source: 'jpeg', grid: { x: 0, y: 0, confidence: 1 } },
        artifacts: [mask], regions: findRegions(data, { width, height }, { threshold: 0.5, minimumRegionArea: 64 }),
        record: { inputSha256: sha256, modelId: 'omni-nano', modelSha256: MODEL_SHA, options: analysisOptionsSchema.parse({}), provider: 'cpu', providerReason: 'asked for', versions: { app: '0.1.0', engine: '0.1.0', onnxruntime: '1.30.0', sharp: '0.35.5', libvips: '8.18.0', node: 'v24.21.0' }, platform: 'linux x64', startedAt: AT },
        digest: sha256Of(`finding ${id}`),
      },
      secondOpinions: null, annotations: [], analystMask: null, explanations: [], checks: [{ at: AT, author: 'examiner@host', outcome: 'unchanged', sha256, bytes: bytes.length, modified: null, modifiedUnchanged: null, message: 'as at intake' }],
      ...changes,
    };
  }

  const drawn = new Uint8Array(90 * 60);
  for (let y = 10; y < 40; y += 1) drawn.fill(255, y * 90 + 20, y * 90 + 50);
  const first = await item(1, HOSTILE, 161, 117, 1);
  const items: ExtractItem[] = [
    { ...first, annotations: [{ id: '11111111-2222-4333-8444-555555555555', revision: 1, evidenceId: 1, shape: { type: 'rectangle', x: 5, y: 6, width: 20, height: 10 }, note: HOSTILE_NOTE, confidence: 'moderate', layers: ['mask'], deleted: false, author: 'examiner@host', at: AT }] },
    await item(2, '+1-orientation.jpg', 90, 60, 6, { note: '', review: 'traces_found', analystMask: { revision: 3, area: 900, artifact: await store('mask', await grey(drawn, 90, 60), 'image/png', 90, 60) } }),
    await item(3, '@pending.jpg', 32, 32, 1, { status: 'pending', finding: null, note: '', facts: null, sha256: null, md5: null, sha1: null, hashedAt: null, checks: [] }),
    await item(4, 'unreadable.jpg', 32, 32, 1, { status: 'failed', finding: null, note: '', problem: { code: 'IMAGE_CORRUPT', message: 'It ends early.' } }),
  ];
  const extract: CaseExtract = extractSchema.parse({
    schema: 'palimpsest-extract', version: EXTRACT_VERSION,
    case: { number: '2026-017', title: 'Sample <case> & more', examiner: 'A. Examiner', agency: 'Laboratory "North"', request: 'Look at them', question: 'Were they altered?', authority: 'Order 12/2026', receivedFrom: 'B. Sender', receivedAt: '2026-03-01', notes: '', slug: 'sample', status: 'open', createdAt: AT },
    selection: { words: 'all items', items: items.map(({ id }) => id), counts: { inCase: 4, selected: 4, analysed: 2, pending: 1, failed: 1, skipped: 0 }, others: [], othersInAll: 0 },
    software: { app: '0.1.0', models: [{ id: 'omni-nano', version: '1', sha256: MODEL_SHA, threshold: 0.5, scoreCalibrated: false, trainedAt: 512, licence: 'Apache-2.0', validation: [], calibration: [] }] },
    items,
    transfers: [{ id: 1, items: [], from: 'B. Sender', to: 'A. Examiner', at: '2026-03-01T09:00:00Z', purpose: 'examination', authority: 'Order 12/2026', medium: 'USB stick', recordedBy: 'examiner@host', recordedAt: AT }],
    custody: { statement: 'Four files were compared with their intake; none had changed.' },
    audit: { sequence: 42, hash: 'cd'.repeat(32) },
  });
  return { extract, read: (path) => readFile(join(folder, path)), pictures, maps };
}
