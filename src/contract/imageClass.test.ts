import { describe, expect, test } from 'vitest';
import type { ImageFacts } from './analysis.ts';
import { classifyImage } from './imageClass.ts';

type Jpeg = NonNullable<ImageFacts['jpeg']>;

const JPEG: Jpeg = { process: 'baseline', precision: 8, colour: 'ycc', subsampling: '4:2:2', restartInterval: 0, components: [], quantizationTables: [], quality: { nearest: 95, exact: false }, damage: null };
const CAMERA: ImageFacts = {
  format: 'jpeg', mimeType: 'image/jpeg', extensionMismatch: false, width: 4032, height: 3024, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1,
  jpeg: JPEG, capture: { make: 'Acme', model: 'M1', software: 'Ver.1.0', takenAt: '2019-03-04T05:06:07' },
};
const SILENT: ImageFacts = { ...CAMERA, capture: null };

function jpeg(changes: Partial<Jpeg>): Pick<ImageFacts, 'jpeg'> {
  return { jpeg: { ...JPEG, ...changes } };
}

function sharedFacts(changes: Partial<ImageFacts> = {}): ImageFacts {
  return { ...SILENT, width: 1280, height: 853, ...jpeg({ subsampling: '4:2:0', quality: { nearest: 80, exact: true } }), ...changes };
}

function capture(changes: Partial<NonNullable<ImageFacts['capture']>>): Pick<ImageFacts, 'capture'> {
  return { capture: { make: 'Acme', model: 'M1', software: null, takenAt: '2019-03-04T05:06:07', ...changes } };
}

describe('camera originals', () => {
  test('a JPEG that names its camera, in a camera\'s shape and coding', () => {
    const found = classifyImage(CAMERA);
    expect(found.class).toBe('camera_original');
    expect(found.reasons).toHaveLength(2);
    expect(classifyImage({ ...CAMERA, width: 3024, height: 4032 }).class).toBe('camera_original');
    expect(classifyImage({ ...CAMERA, width: 640, height: 480, ...capture({ takenAt: '1999-01-01T00:00:00' }) }).class).toBe('camera_original');
  });

  test.each<[string, Partial<ImageFacts>, RegExp]>([
    ['an editor', capture({ software: 'Adobe Photoshop CS6 (Windows)' }), /Photoshop/],
    ['no maker', capture({ make: null }), /maker/],
    ['a later process', jpeg({ process: 'progressive' }), /progressive/],
    ['coarse tables', jpeg({ quality: { nearest: 60, exact: true } }), /about 60/],
    ['no camera\'s sampling', jpeg({ subsampling: '4:1:0' }), /4:1:0/],
    ['no camera\'s shape', { width: 4032, height: 2600 }, /4032 x 2600/],
    ['a small copy', { width: 640, height: 480 }, /smaller than cameras of its time/],
    ['a small copy without a date', { width: 640, height: 480, ...capture({ takenAt: null }) }, /smaller than cameras/],
    ['another format', { format: 'heic', jpeg: null }, /HEIC/],
  ])('not with %s', (_, changes, reason) => {
    const found = classifyImage({ ...CAMERA, ...changes });
    expect(found.class).toBe('other');
    expect(found.reasons.join(' ')).toMatch(reason);
  });
});

describe('screenshots', () => {
  const png: ImageFacts = { ...SILENT, format: 'png', mimeType: 'image/png', jpeg: null, width: 1920, height: 1080 };
  test.each([[1920, 1080], [1080, 2400], [1170, 2532], [3840, 1080]])('a PNG of %i x %i', (width, height) => {
    expect(classifyImage({ ...png, width, height }).class).toBe('screenshot');
  });

  test('other sizes, JPEG of a screen\'s size, and photographs are none', () => {
    expect(classifyImage({ ...png, width: 1919 }).class).toBe('other');
    expect(classifyImage(sharedFacts({ width: 1920, height: 1080 })).class).toBe('shared');
    expect(classifyImage({ ...png, ...capture({}) }).class).toBe('other');
  });

  test('a program that takes them says so at any size', () => {
    expect(classifyImage({ ...png, width: 333, ...capture({ make: null, model: null, software: 'Flameshot 12' }) })).toEqual({ class: 'screenshot', reasons: ['The file names a program that takes screenshots: Flameshot.'] });
  });
});

describe('scans', () => {
  test.each<[string, Partial<ImageFacts>]>([
    ['a scanner named', { capture: { make: 'Canon', model: 'CanoScan LiDE 220', software: null, takenAt: null } }],
    ['a scanning program named', { capture: { make: null, model: null, software: 'VueScan 9', takenAt: null } }],
    ['A4 at 300 dots an inch', { width: 2480, height: 3508 }],
    ['US letter at 300, a byte wider', { format: 'png', jpeg: null, channels: 1, width: 2560, height: 3300 }],
    ['a grey page', { width: 1100, height: 1556, channels: 1 }],
    ['black and white TIFF', { format: 'tiff', jpeg: null, bitDepth: 1, width: 1000, height: 1000 }],
  ])('%s', (_, changes) => {
    expect(classifyImage({ ...SILENT, ...changes }).class).toBe('scan');
  });

  test('a camera maker that also makes scanners is a camera', () => {
    expect(classifyImage({ ...CAMERA, ...capture({ make: 'Canon', model: 'Canon EOS 80D' }) }).class).toBe('camera_original');
    expect(classifyImage({ ...CAMERA, ...capture({ make: 'Hewlett-Packard', model: 'HP PhotoSmart C812' }) }).class).toBe('camera_original');
  });
});

describe('shared pictures', () => {
  test('reduced, 4:2:0, middling quality, no camera', () => {
    expect(classifyImage(sharedFacts()).class).toBe('shared');
    expect(classifyImage(sharedFacts({ width: 4096, height: 2730 })).class).toBe('shared');
    expect(classifyImage(sharedFacts(jpeg({ subsampling: 'grey', colour: 'grey', quality: { nearest: 80, exact: true } }))).class).toBe('shared');
    expect(classifyImage({ ...SILENT, format: 'webp', jpeg: null, width: 1000, height: 700 }).class).toBe('shared');
    expect(classifyImage(sharedFacts(capture({ make: null, model: null }))).class).toBe('shared');
  });

  test.each<[string, Partial<ImageFacts>, RegExp]>([
    ['too large', { width: 3000, height: 2000 }, /3000 pixels/],
    ['too fine', jpeg({ subsampling: '4:2:0', quality: { nearest: 96, exact: true } }), /about 96/],
    ['too coarse', jpeg({ subsampling: '4:2:0', quality: { nearest: 50, exact: true } }), /about 50/],
    ['full chroma', jpeg({ subsampling: '4:4:4', quality: { nearest: 80, exact: true } }), /4:4:4/],
    ['unknown tables', jpeg({ subsampling: '4:2:0', quality: null }), /tell no quality/],
    ['other colours', jpeg({ subsampling: '4:2:0', colour: 'cmyk', quality: { nearest: 80, exact: true } }), /CMYK/],
  ])('not when %s', (_, changes, reason) => {
    const found = classifyImage(sharedFacts(changes));
    expect(found.class).toBe('other');
    expect(found.reasons.join(' ')).toMatch(reason);
  });
});

test('facts from before camera data were read are of no kind', () => {
  const { capture: _capture, ...old } = CAMERA;
  expect(classifyImage(old)).toEqual({ class: 'other', reasons: [expect.stringContaining('analyse the picture again')] });
});
