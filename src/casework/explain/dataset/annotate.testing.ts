import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type Intake, type Measurement, type PromptPicture, type RegionMeasurement } from '../../../contract/index.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { Answered, Known } from '../types.ts';
import type { AnnotatePorts, AskedModel, PictureTask, StepExchange } from './annotatePicture.ts';

/** Small stand-ins for the view process and the model: what is tested with them is the bookkeeping alone. */

const SIZE = { width: 40, height: 20 };

/** Writes `count` pairs of files that only have to have contents of their own; returns the tasks. */
export function makeTasks(folder: string, count: number): PictureTask[] {
  for (const name of ['images', 'masks']) mkdirSync(join(folder, name), { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const task = { image: `images/${index}.jpg`, imagePath: join(folder, 'images', `${index}.jpg`), mask: `masks/${index}.png`, maskPath: join(folder, 'masks', `${index}.png`) };
    writeFileSync(task.imagePath, `picture ${index}`);
    writeFileSync(task.maskPath, `mask ${index}`);
    return task;
  });
}

function intakeOf(content: string): Intake {
  return {
    digest: { bytes: content.length, sha256: sha256Of(content), sha1: '0'.repeat(40), md5: '0'.repeat(32) },
    facts: { format: 'png', mimeType: 'image/png', extensionMismatch: true, ...SIZE, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1, jpeg: null },
  };
}

const BOX = { x: 2, y: 3, width: 10, height: 8 };

function measurementOf(inputSha256: string, maskSha256: string): Measurement {
  const region: RegionMeasurement = { region: 1, box: BOX, displayBox: BOX, area: 80, share: 0.1, meanProbability: 1, peakProbability: 1, meanReliability: null, position: 'top-left', outlineContrast: null, comparisons: [] };
  return { version: 1, inputSha256, maskSha256, threshold: 0.5, ...SIZE, regionsInAll: 1, regions: [region], picture: [], milliseconds: 1 };
}

/** What the fakes were asked, in order. */
export interface FakePorts extends AnnotatePorts {
  readonly asked: AskedModel | null;
  readonly calls: string[];
}

export function fakePorts(options: { readonly model?: AskedModel['protocol']; readonly promptVersion?: number } = {}): FakePorts {
  const calls: string[] = [];
  const explained = (known: Known, answered?: Answered): ReturnType<AnnotatePorts['explainMeasured']> => ({
    content: {
      verdict: 'tampered', domain: null, summary: answered?.summary ?? 'Measured.',
      regions: [{ id: 1, title: answered?.regions[0]?.title ?? 'Region 1', text: null, absolute_position: known.measurement.regions[0]?.position ?? 'center', relative_position: null, method_guess: 'unknown', artifacts: [], description: '', confidence: 'low' }],
    },
    statements: [1, 2].map((id) => ({ id, topic: 'title', regions: [1], source: 'model', plain: 'x', technical: 'x', grounds: [], struck: id === 1 ? null : { reason: 'place', words: 'x', because: 'y' } })),
  });
  return {
    calls,
    viewer: {
      regions: (_map, threshold, minimumArea) => {
        calls.push(`regions from ${minimumArea}`);
        const regions = minimumArea > 80 ? [] : [{ id: 1, box: BOX, area: 80, share: 0.1, meanProbability: 1, peakProbability: 1, polygon: [[2, 3], [12, 3], [12, 11]] as [number, number][] }];
        return Promise.resolve({ threshold, area: 80, share: 0.1, regions });
      },
      measure: (source, subject) => {
        calls.push(`measure ${subject.regions.length}`);
        return Promise.resolve(measurementOf(source.key, subject.mask.key));
      },
      promptPictures: (_source, { variant, caseFolder }) => {
        const content = `jpeg ${variant}`;
        const sha256 = sha256Of(content);
        const path = `artifacts/${sha256.slice(0, 2)}/${sha256}.jpg`;
        mkdirSync(join(caseFolder, 'artifacts', sha256.slice(0, 2)), { recursive: true });
        writeFileSync(join(caseFolder, path), content);
        const picture: PromptPicture = { kind: variant === 'none' ? 'original' : 'joined', region: null, path, sha256, bytes: content.length, width: 88, height: 20 };
        const crop: PromptPicture = { ...picture, kind: 'crop', region: 1 };
        return Promise.resolve([picture, crop]);
      },
    },
    intake: async (path) => {
      const { readFile } = await import('node:fs/promises');
      const content = await readFile(path, 'utf8');
      if (content.startsWith('broken')) throw new AppError('IMAGE_CORRUPT', 'This picture is broken.');
      return intakeOf(content);
    },
    readMask: () => Promise.resolve({ ...SIZE, data: Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, index) => (index % SIZE.width > 1 && index % SIZE.width < 12 ? 255 : 0)) }),
    explainMeasured: (known) => explained(known),
    groundAnswer: explained,
    asked: options.model === undefined ? null : { client: {} as AskedModel['client'], origin: 'http://127.0.0.1:1', model: 'tiny', capabilities: null, seed: 7, maximumTokens: 100, promptVersion: options.promptVersion ?? 1, protocol: options.model },
  };
}

export const EXCHANGE: StepExchange = {
  step: 'description', attempt: 1, request: '{}', requestSha256: sha256Of('{}'), pictureSha256s: [], model: 'tiny', seed: 7, reply: 'reply', replySha256: sha256Of('reply'), outcome: 'accepted', notes: [], startedAt: '2026-01-01T00:00:00.000Z', milliseconds: 5, repair: false,
};

export const ANSWER: Answered & { readonly notes: readonly string[] } = {
  regions: [{ id: 1, title: 'a sign', text: null, relation: null, method: 'unknown', artifacts: [], description: '', confidence: 'low', claimedPosition: null }],
  summary: 'A sign.', claimedCount: 1, withdrawn: [], notes: ['one repair turn was needed'],
};
