import { createHash } from 'node:crypto';
import { type CaseExtract, type ClassCalibration, EXTRACT_VERSION, type ExtractExplanation, type ExtractFinding, type ExtractItem, extractSchema, type ImageFacts, type ItemFigures, type Rate, type Region, type ReportFields, reportFieldsSchema, type ReportFigure, type ScoreReading, type SignalName, type SignalResult, type SignalRun } from '../../../contract/index.ts';
import { digestOf } from '../../canonicalJson.ts';
import type { ReportMeta } from './blocks.ts';

/** A made-up case for tests: 12 items of every kind a report must cope with. */

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const MODEL = digest('model');
const AT = '2026-11-20T10:15:30.000Z';

export function region(id: number, x: number, y: number, width: number, height: number, whole: number): Region {
  return { id, box: { x, y, width, height }, area: Math.round(width * height * 0.8), share: Math.min(1, (width * height * 0.8) / whole), meanProbability: 0.62 + (id % 4) * 0.05, peakProbability: 0.97, polygon: [[x, y], [x + width, y], [x + width, y + height], [x, y + height]] };
}

export function facts(width: number, height: number, changes: Partial<ImageFacts> = {}): ImageFacts {
  const tables = [{ id: 0, values: Array.from({ length: 64 }, (_, n) => 3 + (n >> 3)) }, { id: 1, values: Array.from({ length: 64 }, () => 9) }];
  return {
    format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: false, width, height, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: 'sRGB IEC61966-2.1', orientation: 1, pages: 1,
    jpeg: { process: 'baseline', precision: 8, colour: 'ycc', subsampling: '4:2:0', restartInterval: 0, components: [{ id: 1, horizontal: 2, vertical: 2, table: 0 }], quantizationTables: tables, quality: { nearest: 92, exact: true }, damage: null },
    capture: { make: 'Examplecam', model: 'EX-20', software: 'Photo Editor 12', takenAt: '2026-10-02T14:03:22' },
    ...changes,
  };
}

export function finding(item: { readonly id: number; readonly facts: ImageFacts }, regions: readonly Region[], changes: Partial<ExtractFinding> = {}): ExtractFinding {
  const { width, height } = item.facts;
  return {
    id: item.id + 100, createdAt: AT, score: regions.length > 0 ? 0.81 : 0.12, scoreReading: null, threshold: 0.5, reliability: 0.74,
    maskShare: regions.reduce((sum, { share }) => sum + share, 0),
    gate: width * height > 1_572_864 ? { vision: 0.31, visionShare: 0.25, tiles: 12 } : { vision: 0.31, visionShare: 0, tiles: 1 },
    coefficients: { source: item.facts.format === 'jpeg' ? 'jpeg' : 'pixels', grid: { x: 0, y: 0, confidence: item.facts.format === 'jpeg' ? 1 : 0.12 } },
    artifacts: [{ kind: 'mask', path: `artifacts/${digest(`mask ${item.id}`).slice(0, 2)}/${digest(`mask ${item.id}`)}.png`, sha256: digest(`mask ${item.id}`), bytes: 5000 + item.id, mimeType: 'image/png', width, height }],
    regions: [...regions],
    record: {
      inputSha256: digest(`file ${item.id}`), modelId: 'omni-nano', modelSha256: MODEL,
      options: { threshold: 0.5, minimumRegionArea: 64, tileSize: 1024, tileOverlap: 192, globalPass: true, maximumPixels: 400_000_000, maximumBytes: 2_000_000_000 },
      provider: 'cpu', providerReason: 'no graphics card that the runtime can use',
      versions: { app: '0.1.0', engine: '1', onnxruntime: '1.30.0', sharp: '0.35.5', libvips: '8.18.0', node: '24.21.0' }, platform: 'linux x64', startedAt: AT,
    },
    digest: digest(`finding ${item.id}`), ...changes,
  };
}

function sentence(id: number, plain: string, changes: Partial<ExtractExplanation['statements'][number]> = {}): ExtractExplanation['statements'][number] {
  return { id, topic: 'trace', regions: [1], source: 'measured', plain, technical: plain, grounds: [{ quantity: 'noise_level', region: 1, value: 'inside 1.20 grey levels, outside 3.40 grey levels (-5.6 spreads)' }], struck: null, review: { decision: 'accepted', text: null, author: 'E. Xaminer', at: '2026-11-20T13:00:00.000Z' }, ...changes };
}

function measured(id: number): ExtractExplanation {
  return {
    id, kind: 'measured', variant: 'mask', createdAt: '2026-11-20T11:00:00.000Z', author: 'E. Xaminer', server: null, content: null, measurement: null, exchanges: [], notes: [],
    statements: [
      sentence(1, 'Traces found.', { topic: 'verdict', grounds: [{ quantity: 'count', region: null, value: '3 regions at threshold .50' }, { quantity: 'score', region: null, value: '.81 (uncalibrated)' }] }),
      sentence(2, 'Region 1 has less grain than the rest of the picture. Smoothing or material from another picture can cause this; so can a plain or blurred surface.'),
      sentence(3, 'Region 1 is sharper than the rest of the picture, but only slightly.', { review: { decision: 'edited', text: 'Region 1 is a little sharper; the depth of field of the scene can cause this as well.', author: 'E. Xaminer', at: '2026-11-20T13:02:00.000Z' } }),
      sentence(4, 'The outline of region 2 runs along an edge in the picture.', { regions: [2], review: { decision: 'rejected', text: null, author: 'E. Xaminer', at: '2026-11-20T13:03:00.000Z' } }),
      sentence(5, 'The strength of the finding is not a probability that anything was changed.', { topic: 'limit', review: null }),
    ],
  };
}

function byModel(id: number): ExtractExplanation {
  return {
    ...measured(id), kind: 'model', server: { origin: 'http://127.0.0.1:8080', remote: false, model: 'vision-8b-q4' },
    content: { verdict: 'tampered', domain: 'document', regions: [{ id: 1, title: 'amount', text: '4,850.00', absolute_position: 'center', relative_position: null, method_guess: 'unknown', artifacts: ['font'], description: 'The figures differ.', confidence: 'medium' }], summary: 'One field differs.' },
    exchanges: [{ number: 1, step: 'instances', requestSha256: digest('q1'), replySha256: digest('a1'), model: 'vision-8b-q4', seed: 1, outcome: 'accepted', startedAt: AT }, { number: 2, step: 'description', requestSha256: digest('q2'), replySha256: digest('a2'), model: 'vision-8b-q4', seed: 1, outcome: 'accepted', startedAt: AT }],
    notes: ['one repair turn was needed'],
    statements: [
      sentence(1, 'Region 1 is the amount on the invoice.', { topic: 'title', source: 'model', grounds: [{ quantity: 'position', region: 1, value: 'center' }] }),
      sentence(2, 'The figures in region 1 are set in another face than the line above.', { source: 'model', grounds: [] }),
      sentence(3, 'Region 1 lies at the top left.', { source: 'model', topic: 'place', struck: { reason: 'place', words: 'at the top left', because: 'Its centre of mass lies in the middle of the picture.' }, review: null }),
    ],
  };
}

function item(id: number, name: string, changes: Partial<ExtractItem> = {}): ExtractItem {
  const folder = `/evidence/delivery 3/phone export/DCIM/100EXAMPLE`;
  return {
    id, path: `${folder}/${name}`, name, folder, bytes: 3_412_345 + id * 997, modified: '1790950000123456789', addedAt: '2026-11-20T09:00:00.000Z', hashedAt: '2026-11-20T09:00:02.000Z',
    sha256: digest(`file ${id}`), md5: digest(`md5 ${id}`).slice(0, 32), sha1: digest(`sha1 ${id}`).slice(0, 40), facts: facts(4000, 3000), status: 'analysed', problem: null, review: 'traces_found', domain: 'photo', note: '', duplicates: [], finding: null, secondOpinions: null, annotations: [], analystMask: null, explanations: [],
    checks: [{ at: '2026-11-21T14:00:00.000Z', author: 'E. Xaminer', outcome: 'unchanged', sha256: digest(`file ${id}`), bytes: 3_412_345 + id * 997, modified: '1790950000123456789', modifiedUnchanged: true, message: 'The bytes are those of the intake.' }],
    ...changes,
  };
}

function withFinding(base: ExtractItem, regions: readonly Region[], changes: Partial<ExtractFinding> = {}): ExtractItem {
  return { ...base, finding: finding({ id: base.id, facts: base.facts ?? facts(100, 100) }, regions, changes) };
}

/** 95 % intervals are as a program would give them, near enough for a page. */
function rateOf(count: number, of: number): Rate {
  const value = count / of;
  return { value, low: Math.max(0, value - 0.05), high: Math.min(1, value + 0.05), count, of };
}

const POINT = { clear: 0.22, flag: 0.71, falsePositiveRate: rateOf(6, 130), detectionRate: rateOf(77, 141), missRate: rateOf(31, 141), inconclusive: { untouched: rateOf(20, 130), altered: rateOf(33, 141) } };

/** One kind that was measured, one with too few pictures, one with none, and the rest. */
export function sampleCalibration(): ClassCalibration[] {
  const none = { validated: false, untouched: 0, altered: 0, sets: [], point: null, likelihoodRatio: null, reliabilityDiagram: [] };
  return [
    { class: 'camera_original', validated: true, untouched: 130, altered: 141, sets: [{ name: 'natural-originals', untouched: 130, altered: 141, description: 'Photographs as the camera wrote them, alterations made by program.' }], point: POINT, likelihoodRatio: { intercept: 0.1, slope: 0.6, low: -1.2, high: 1.4, cllr: 0.71, cllrLeast: 0.66 }, reliabilityDiagram: [] },
    { ...none, class: 'scan', untouched: 12, altered: 8 },
    { ...none, class: 'screenshot' },
    { ...none, class: 'other' },
  ];
}

export function sampleReading(outcome: 'traces' | 'not_validated', score: number): ScoreReading {
  if (outcome === 'not_validated') return { outcome, classification: { class: 'scan', reasons: ['2480 x 3508 is a page of A4 at 300 dots an inch.'] }, score, point: null, log10LikelihoodRatio: null, words: 'No error rate is stated for scans: too few of them were measured.' };
  return { outcome, classification: { class: 'camera_original', reasons: ['The file names the camera (Examplecam EX-20) and no editing program.'] }, score, point: POINT, log10LikelihoodRatio: 0.9, words: 'Among camera originals, 6 of 130 unaltered ones and 77 of 141 altered ones scored high enough to be flagged, as this one did.' };
}

/** A run in which `marks` says how much each method that applies marks; null stands for one that does not apply. */
export function secondOpinionsOf(item: { readonly id: number; readonly facts: ImageFacts | null }, marks: Partial<Record<SignalName, number | null>>, network: boolean): SignalRun {
  const { width, height } = item.facts ?? facts(100, 100);
  const map = (name: string): NonNullable<SignalResult['map']> => ({ kind: 'signal', path: `artifacts/ab/${digest(`${name} ${item.id}`)}.png`, sha256: digest(`${name} ${item.id}`), bytes: 900, mimeType: 'image/png', width, height });
  const results = Object.entries(marks).map(([name, maskShare]): SignalResult => ({
    name: name as SignalName, version: 1, parameters: { blockSize: 8, quality: 75, smoothing: true, ...(item.id === 2 ? { reducedBy: 2 } : {}) }, applies: maskShare !== null, reason: maskShare === null ? 'The file is no JPEG, so there are no quantised coefficients to look at.' : '',
    score: maskShare === null ? null : Math.min(1, 0.4 + maskShare), maskShare, map: maskShare === null ? null : map(name), milliseconds: 812.5,
  }));
  const methods = [...(network ? ['network' as const] : []), ...results.flatMap(({ name, applies }) => (applies ? [name] : []))];
  const shares = methods.map((_, index) => 0.2 / 2 ** (index + 1));
  return {
    id: item.id, evidenceId: item.id, findingId: network ? item.id + 100 : null, author: 'E. Xaminer', status: 'done', names: results.map(({ name }) => name), results,
    agreement: methods.length < 2 ? null : { methods, map: map('agreement'), shares: [1 - shares.reduce((sum, share) => sum + share, 0), ...shares], overlap: methods.map((_, row) => methods.map((__, column) => (row === column ? 1 : 0.5 / (row + column)))) },
    record: { inputSha256: digest(`file ${item.id}`), versions: { app: '0.1.0', engine: '1', sharp: '0.35.5', libvips: '8.18.0', node: '24.21.0' }, platform: 'linux x64' },
    createdAt: AT, finishedAt: '2026-11-20T10:16:30.000Z', error: null,
  };
}

const ALL_APPLY = { ela: 0.031, jpeg_ghosts: 0.052, double_quantisation: 0.012, double_quantisation_shifted: null, blocking_grid: 0.0004, noise_level: 0.18, cfa: 0.07, copy_move_keypoints: 0, copy_move_dense: 0 };
const NO_JPEG = { ela: 0.02, jpeg_ghosts: null, double_quantisation: null, double_quantisation_shifted: null };

const WHOLE = 4000 * 3000;

export function sampleItems(): ExtractItem[] {
  const document = facts(2480, 3508, { format: 'png', mimeType: 'image/png', jpeg: null, capture: null, iccProfile: null });
  const changed = item(8, 'IMG_0088.JPG');
  return [
    { ...withFinding(item(1, 'IMG_0412.JPG', { secondOpinions: secondOpinionsOf({ id: 1, facts: facts(4000, 3000) }, ALL_APPLY, true), explanations: [measured(11)], note: 'The window frame on the right was asked about by the requester.' }), [region(1, 1800, 900, 700, 520, WHOLE), region(2, 300, 2100, 240, 180, WHOLE), region(3, 3500, 100, 60, 40, WHOLE)], { scoreReading: sampleReading('traces', 0.81) }), annotations: [{ id: '7b0d1f7e-6b32-4e0e-8a62-0c0a3c6e9b01', revision: 2, evidenceId: 1, shape: { type: 'rectangle', x: 1790.5, y: 890, width: 720, height: 540 }, note: 'Edge of the roof line ends here.', confidence: 'moderate', layers: ['picture', 'mask'], deleted: false, author: 'E. Xaminer', at: '2026-11-20T12:40:00.000Z' }], analystMask: { revision: 4, area: 301_222, artifact: { kind: 'mask', path: `artifacts/aa/${digest('own')}.png`, sha256: digest('own'), bytes: 900, mimeType: 'image/png', width: 4000, height: 3000 } } },
    withFinding(item(2, 'scan of invoice 2026-1187 page 1.png', { facts: document, domain: 'document', secondOpinions: secondOpinionsOf({ id: 2, facts: document }, NO_JPEG, false), explanations: [measured(21), byModel(22)] }), [region(1, 1500, 1700, 420, 90, 2480 * 3508)], { scoreReading: sampleReading('not_validated', 0.81) }),
    item(3, 'IMG_0415 (damaged).JPG', { facts: null, status: 'failed', problem: { code: 'IMAGE_TRUNCATED', message: 'The picture ends before its last row. Fetch it again from its source.' }, review: 'unreviewed', domain: 'unset' }),
    withFinding(item(4, 'IMG_0416.JPG', { review: 'no_traces_found' }), []),
    withFinding(item(5, 'group photo.jpg', { domain: 'face', review: 'inconclusive' }), Array.from({ length: 40 }, (_, n) => region(n + 1, (n % 8) * 480 + 30, Math.floor(n / 8) * 580 + 40, 300 - n * 5, 260 - n * 5, WHOLE)), { reliability: 0.41 }),
    withFinding(item(6, `${'a very long name that somebody gave to this file because the camera did not, '.repeat(2)}final version (2) corrected.jpeg`, { facts: facts(3000, 4000, { orientation: 6 }) }), [region(1, 500, 600, 800, 300, WHOLE)]),
    withFinding(item(7, 'thumb.jpg', { facts: facts(320, 240, { jpeg: { ...facts(1, 1).jpeg!, quality: { nearest: 52, exact: false } }, capture: { make: null, model: null, software: null, takenAt: null } }), review: 'in_review', domain: 'unset' }), [region(1, 20, 30, 50, 40, 320 * 240)]),
    withFinding({ ...changed, checks: [...changed.checks, { at: '2026-11-21T14:30:00.000Z', author: 'E. Xaminer', outcome: 'changed', sha256: digest('other bytes'), bytes: 77, modified: '1790950000999999999', modifiedUnchanged: false, message: 'The file has 77 bytes where 3,420,321 were taken in, and another SHA-256.' }] }, [region(1, 100, 100, 900, 900, WHOLE)]),
    withFinding(item(9, 'IMG_0420.JPG', { duplicates: [10], review: 'no_traces_found' }), []),
    withFinding(item(10, 'IMG_0420 copy.JPG', { sha256: digest('file 9'), duplicates: [9], review: 'no_traces_found' }), []),
    item(11, 'IMG_0431.HEIC', { secondOpinions: secondOpinionsOf({ id: 11, facts: facts(4032, 3024) }, { noise_level: 0.02, cfa: 0.01 }, false), facts: facts(4032, 3024, { format: 'heic', mimeType: 'image/heic', jpeg: null }), status: 'pending', review: 'unreviewed', checks: [] }),
    withFinding(item(12, 'sign.jpg', { domain: 'scene_text', facts: facts(1600, 1200, { extensionMismatch: true, format: 'webp', mimeType: 'image/webp', jpeg: null }) }), [region(1, 400, 300, 900, 700, 1600 * 1200)], { maskShare: 0.61, score: 0.93 }),
  ];
}

export function sampleExtract(items: ExtractItem[] = sampleItems()): CaseExtract {
  const counts = { inCase: items.length + 2, selected: items.length, analysed: items.filter(({ status }) => status === 'analysed').length, pending: items.filter(({ status }) => status === 'pending').length, failed: items.filter(({ status }) => status === 'failed').length, skipped: 0 };
  return extractSchema.parse({
    schema: 'palimpsest-extract', version: EXTRACT_VERSION,
    case: {
      number: '2026-0417', title: 'Pictures of the roof at 12 Example Street', examiner: 'E. Xaminer', agency: 'Example Laboratory', request: 'Please examine the attached pictures.\nWe need to know about the roof and the invoice.', question: 'Is the photo of the roof genuine, or was the hole in it added later?',
      authority: 'Order of the district court, file 7 C 118/26', receivedFrom: 'District court, registry', receivedAt: '2026-11-18', notes: '', slug: '2026-0417', status: 'open', createdAt: '2026-11-18T08:00:00.000Z',
    },
    selection: { words: 'folder “delivery 3”, all items', items: items.map(({ id }) => id), counts, others: [{ id: 90, path: '/evidence/delivery 3/readme.txt', sha256: digest('readme'), status: 'skipped' }, { id: 91, path: '/evidence/delivery 3/phone export/voice.m4a', sha256: null, status: 'skipped' }], othersInAll: 2 },
    software: { app: '0.1.0', models: [{ id: 'omni-nano', version: '2026.11.21', sha256: MODEL, threshold: 0.5, scoreCalibrated: false, trainedAt: 256, licence: 'weights: research use only (training pictures under research licences)', validation: [{ set: 'document', pictures: null, f1: 0.2484, auc: 0.6283, falseArea: 0.0274 }, { set: 'imd2020', pictures: 23, f1: 0.3301, auc: null, falseArea: null }, { set: 'natural', pictures: null, f1: 0.4132, auc: 0.802, falseArea: 0.0484 }], calibration: sampleCalibration() }] },
    items,
    transfers: [{ id: 1, items: [], from: 'District court, registry', to: 'E. Xaminer', at: '2026-11-18T09:30:00.000Z', purpose: 'examination', authority: 'court order', medium: 'USB stick, seal 00417', recordedBy: 'E. Xaminer', recordedAt: '2026-11-18T09:40:00.000Z' }],
    audit: { sequence: 214, hash: digest('audit') },
  });
}

export function sampleFields(changes: Record<string, unknown> = {}): ReportFields {
  return reportFieldsSchema.parse({
    template: 'court', reportId: '2026-0417-R1', classification: 'Restricted', distribution: 'District court (2 copies), file',
    agency: { name: 'Example Laboratory', address: 'Laboratory Street 1, 00000 Example', accreditation: 'ISO/IEC 17025; image examination is outside of the scope' },
    examiner: { name: 'E. Xaminer', role: 'Examiner', qualifications: 'MSc, eight years of image examination' },
    reviewer: { name: 'R. Eviewer', role: 'Second examiner', qualifications: 'PhD', verdict: 'Own look at items 1 and 2 led to the same places. No disagreement.', at: '2026-11-21' },
    examinedFrom: '2026-11-20', examinedTo: '2026-11-21',
    propositionOne: 'The hole in the roof on item 1 was put into the picture after it was taken.', propositionTwo: 'The hole in the roof on item 1 is a product of scene, camera and the saves named in section 6.',
    outOfScope: 'Who made or changed any of the pictures; the state of the building.',
    evaluation: { support: 'weak_first', reasons: 'Grain inside region 1 of item 1 is lower than elsewhere, which is rare in this picture.', alternatives: 'Blur of the plain surface; a second save.' },
    conclusions: '1. The findings on item 1 give weak support for proposition 1 over proposition 2.\n2. Nothing is concluded on items 3 and 11, which were not analysed.',
    summary: 'Twelve files were examined for places that differ from the rest of the picture. On item 1 a place on the roof differs in grain. This supports the first proposition weakly.',
    limitations: 'No camera was available for comparison.', declaration: 'I know my duty to the court and have been impartial.', overrideReason: 'The requester saved item 8 anew on 21 November; the bytes of the intake were examined.', ...changes,
  });
}

/** Pictures that are not there, for tests that only compose. */
export function sampleFigures(extract: CaseExtract): ReadonlyMap<number, ItemFigures> {
  return new Map(extract.items.flatMap(({ id, facts: found, finding: made }) => {
    if (found === null) return [];
    const turned = found.orientation >= 5;
    const [width, height] = turned ? [found.height, found.width] : [found.width, found.height];
    const scale = Math.min(1, 1600 / Math.max(width, height));
    const whole = (role: 'original' | 'overlay'): ItemFigures['figures'][number] => ({ role, region: null, path: `artifacts/${role}-${id}.jpg`, sha256: digest(`${role} ${id}`), bytes: 400_000, mimeType: 'image/jpeg', width: Math.round(width * scale), height: Math.round(height * scale), box: { x: 0, y: 0, width, height }, perFilePixel: 1 / scale });
    const crop = (role: 'crop_original' | 'crop_overlay', one: Region): ItemFigures['figures'][number] => ({ ...whole('original'), role, region: one.id, sha256: digest(`${role} ${id} ${one.id}`), width: 640, height: 480, box: one.box, perFilePixel: one.box.width / 640 });
    const figures = made === null ? [whole('original')] : [whole('original'), whole('overlay'), ...made.regions.slice(0, 6).flatMap((one) => [crop('crop_original', one), crop('crop_overlay', one)])];
    return [[id, { width, height, threshold: made?.threshold ?? null, numbered: Math.min(25, made?.regions.length ?? 0), figures }] as const];
  }));
}

/** Agreement figures that are not there, of the items whose second opinions mark something. */
export function sampleAgreementFigures(extract: CaseExtract): ReadonlyMap<number, ReportFigure> {
  return new Map([...sampleFigures(extract)].flatMap(([id, { figures }]) => {
    const [original] = figures;
    const marked = extract.items.some((one) => one.id === id && (one.secondOpinions?.agreement?.shares[0] ?? 1) < 1);
    return original === undefined || !marked ? [] : [[id, { ...original, role: 'overlay' as const, path: `artifacts/agreement-${id}.jpg`, sha256: digest(`agreement figure ${id}`) }] as const];
  }));
}

export function sampleMeta(extract: CaseExtract, changes: Partial<ReportMeta> = {}): ReportMeta {
  return { status: 'draft', version: 2, issuedAt: { utc: '2026-11-21T15:00:00.000Z', local: '2026-11-21 16:00:00 (UTC+01:00)' }, extractSha256: digestOf(extract), author: 'E. Xaminer', appVersion: '0.1.0', figures: sampleFigures(extract), agreementFigures: sampleAgreementFigures(extract), fileOf: (path) => `/cases/2026-0417/${path}`, logo: null, signed: false, ...changes };
}
