import type { Capture, ImageFacts } from './analysis.ts';
import type { ImageClass, ImageClassification } from './calibration.ts';

/**
 * Which kind of picture a file is, from its facts alone and never from its pixels; docs/calibration.md states the rules and how far they reach.
 * A claim of the file (EXIF) can be forged, so this says which measured error rates apply if the file is what it says, no more.
 */
export function classifyImage(facts: ImageFacts): ImageClassification {
  if (facts.capture === undefined) return is('other', 'The facts on record were read before camera data were; analyse the picture again.');
  const { capture } = facts;
  const words = capture === null ? '' : [capture.make, capture.model, capture.software].filter((text) => text !== null).join(' ');
  const screenshotTool = SCREENSHOT_SOFTWARE.exec(words)?.[0];
  if (screenshotTool !== undefined) return is('screenshot', `The file names a program that takes screenshots: ${screenshotTool}.`);
  const scanner = SCANNER.exec(words)?.[0];
  if (scanner !== undefined) return is('scan', `The file names a scanner or a scanning program: ${scanner}.`);
  const editor = EDITOR.exec(capture?.software ?? '')?.[0];
  if (editor !== undefined) return is('other', `The file names a program that edits or saves pictures again: ${editor}.`, 'No kind measured here covers edited files.');
  if (capture !== null && (capture.make !== null || capture.model !== null)) return withCaptureData(facts, capture);
  return withoutCaptureData(facts);
}

const SCREENSHOT_SOFTWARE = /screen ?shot|screen ?capture|snipping|greenshot|flameshot|spectacle|sharex|snagit|lightshot/i;
const SCANNER =
  /scan ?snap|scanjet|cano ?scan|vuescan|silverfast|camscanner|adobe scan|office lens|microsoft lens|genius scan|scanbot|naps2|twain|epson scan|xsane|simple scan|bizhub|image ?runner|workcentre|officejet|laserjet|aficio|taskalfa|ecosys|film scanner|\bscanner\b|\bscan\b/i;
const EDITOR =
  /photoshop|lightroom|camera raw|bridge cs|image ?ready|gimp|paint|acd ?see|acd systems|photoscape|picasa|affinity|capture one|darktable|rawtherapee|luminar|snapseed|vsco|facetune|meitu|beauty ?plus|pixelmator|corel|paintshop|irfanview|xnview|imagemagick|graphicsmagick|noise ninja|photo professional|nikon transfer|capture nx|viewnx|olympus master|camedia master|finepix ?viewer|pmb service|quicktime|ofoto|digital photo pro|google|gallery|canva|instagram|snapchat|photo ?filtre|photo ?mechanic|aperture|polarr|fotor|picsart|topaz|dxo|stable diffusion|midjourney|firefly|dall/i;

/** Shapes of sensors and of phones that crop to their screen: longer side by shorter side. */
const CAMERA_SHAPES = [1, 5 / 4, 4 / 3, 3 / 2, 16 / 9, 2, 19.5 / 9, 20 / 9, 21 / 9] as const;
/** Cameras of 2004 and later write no smaller picture; before, 640 x 480 was one. */
const LEAST_PIXELS = 1_000_000;
const LEAST_PIXELS_EARLY = 640 * 480;
const EARLY_UNTIL = '2004';

function withCaptureData(facts: ImageFacts, capture: Capture): ImageClassification {
  const { make, model, takenAt } = capture;
  const named = `The file names the camera (${[make, model].filter((text) => text !== null).join(' ')})`;
  const against: string[] = [];
  if (facts.jpeg === null) against.push(`The file is ${FORMAT_NAMES[facts.format]}, and camera originals were measured as JPEG only.`);
  if (make === null || model === null) against.push('Cameras name their maker and their model; one of them is missing.');
  if (facts.jpeg !== null) {
    const { process, subsampling, quality } = facts.jpeg;
    if (process !== 'baseline') against.push(`Cameras write baseline JPEG; this one is ${process}.`);
    if (!['4:2:0', '4:2:2', '4:4:4', '4:4:0'].includes(subsampling)) against.push(`Cameras do not write colour as ${subsampling}.`);
    if (quality !== null && quality.nearest < 70) against.push(`Its quality of about ${Math.round(quality.nearest)} is coarser than cameras save.`);
  }
  if (!CAMERA_SHAPES.some((shape) => near(longer(facts) / shorter(facts), shape, 0.01))) against.push(`${facts.width} x ${facts.height} is not the shape of a camera's picture.`);
  const least = takenAt !== null && takenAt < EARLY_UNTIL ? LEAST_PIXELS_EARLY : LEAST_PIXELS;
  if (facts.width * facts.height < least) against.push(`${facts.width} x ${facts.height} is smaller than cameras of its time write.`);
  if (against.length > 0) return is('other', `${named}, but is not as a camera writes it.`, ...against);
  return is('camera_original', `${named} and no editing program.`, `${facts.width} x ${facts.height}, its colour sampling and its JPEG process are those of a camera's own file.`);
}

function withoutCaptureData(facts: ImageFacts): ImageClassification {
  const silent = 'The file does not say which camera took it.';
  const size = `${facts.width} x ${facts.height}`;
  const page = pageReason(facts);
  if (LOSSLESS.has(facts.format) && isScreenSize(facts)) return is('screenshot', silent, `${FORMAT_NAMES[facts.format]} of ${size}: the size of a screen.`);
  if (page !== null) return is('scan', silent, page);
  if (facts.format === 'jpeg' || facts.format === 'webp') {
    const against = sharedAgainst(facts);
    if (against.length === 0) return is('shared', silent, sharedReason(facts));
    return is('other', silent, ...against);
  }
  return is('other', silent, `${FORMAT_NAMES[facts.format]} of ${size} is neither the size of a screen nor of a scanned page.`);
}

const LOSSLESS: ReadonlySet<ImageFacts['format']> = new Set(['png', 'webp', 'bmp']);
const FORMAT_NAMES: Readonly<Record<ImageFacts['format'], string>> = { jpeg: 'JPEG', png: 'PNG', tiff: 'TIFF', webp: 'WebP', avif: 'AVIF', heic: 'HEIC', bmp: 'BMP', gif: 'GIF' };

/** Common screens in pixels, longer side first: monitors and notebooks, telephones, tablets. */
const SCREENS: ReadonlySet<string> = new Set([
  '1024x768', '1152x864', '1280x720', '1280x768', '1280x800', '1280x960', '1280x1024', '1360x768', '1366x768', '1440x900', '1536x864', '1600x900', '1600x1200', '1680x1050', '1920x1080', '1920x1200', '2048x1152', '2048x1280', '2160x1440', '2240x1400',
  '2256x1504', '2304x1440', '2496x1664', '2560x1080', '2560x1440', '2560x1600', '2560x1664', '2736x1824', '2880x1620', '2880x1800', '2880x1864', '2880x1920', '3000x2000', '3024x1964', '3072x1920', '3200x1800', '3200x2000', '3240x2160', '3440x1440', '3456x2160',
  '3456x2234', '3840x1600', '3840x2160', '3840x2400', '4096x2160', '4096x2304', '4480x2520', '5120x1440', '5120x2160', '5120x2880', '6016x3384', '7680x4320',
  '960x640', '1136x640', '1334x750', '1792x828', '2208x1242', '2340x1080', '2436x1125', '2532x1170', '2556x1179', '2622x1206', '2688x1242', '2778x1284', '2796x1290', '2868x1320', '1280x640', '1480x720', '1520x720', '1560x720', '1600x720', '1612x720', '2160x1080',
  '2220x1080', '2244x1080', '2246x1080', '2248x1080', '2280x1080', '2310x1080', '2316x1080', '2376x1080', '2388x1080', '2400x1080', '2408x1080', '2412x1080', '2424x1080', '2460x1080', '2640x1080', '2712x1220', '2880x1440', '2960x1440', '2992x1344', '3040x1440',
  '3088x1440', '3120x1440', '3168x1440', '3200x1440', '3216x1440', '3840x1644', '2048x1536', '2160x1620', '2224x1668', '2266x1488', '2360x1640', '2388x1668', '2420x1668', '2732x2048', '2752x2064', '2000x1200', '2560x1536',
]);

function isScreenSize(facts: ImageFacts): boolean {
  const [long, short] = [longer(facts), shorter(facts)];
  // Two equal monitors side by side are captured as one picture.
  return SCREENS.has(`${long}x${short}`) || (facts.width > facts.height && facts.width % 2 === 0 && SCREENS.has(`${facts.width / 2}x${facts.height}`));
}

/** Page formats in inches, longer side first. */
const PAGES = [
  { name: 'A3', long: 16.54, short: 11.69 },
  { name: 'A4', long: 11.69, short: 8.27 },
  { name: 'A5', long: 8.27, short: 5.83 },
  { name: 'US letter', long: 11, short: 8.5 },
  { name: 'US legal', long: 14, short: 8.5 },
] as const;
const RESOLUTIONS = [100, 150, 200, 240, 300, 400, 600, 1200] as const;
/** Below this a page shape says little: pictures of any origin come in it. */
const LEAST_PAGE_SIDE = 1400;

/** Why this looks like a page from a scanner, or null. */
function pageReason(facts: ImageFacts): string | null {
  if (facts.format === 'gif' || facts.format === 'avif' || facts.format === 'heic') return null;
  const [long, short] = [longer(facts), shorter(facts)];
  const size = `${facts.width} x ${facts.height}`;
  if (facts.format === 'tiff' && facts.bitDepth === 1) return 'TIFF of black and white only, as document scanners write.';
  for (const page of PAGES) {
    const resolution = RESOLUTIONS.find((dots) => near(long, page.long * dots, 0.012) && near(short, page.short * dots, 0.012));
    if (resolution !== undefined) return `${size} is a page of ${page.name} at ${resolution} dots an inch.`;
  }
  if (long < LEAST_PAGE_SIDE) return null;
  const page = PAGES.find((one) => near(long / short, one.long / one.short, facts.channels === 1 ? 0.012 : 0.005));
  if (page === undefined) return null;
  return facts.channels === 1 ? `${size}, grey, has the shape of a page (${page.name}).` : `${size} has the shape of a page (${page.name}), which is no camera's and no screen's.`;
}

/** Longest side that the common networks and messengers let through, and two that some of them reduce to. */
const SHARED_LONGEST = 2048;
const SHARED_SIDES: ReadonlySet<number> = new Set([2560, 4096]);
const SHARED_QUALITY = { from: 70, to: 92 } as const;

/** What speaks against a picture without capture data having been reduced and saved again by a network or messenger. */
function sharedAgainst(facts: ImageFacts): readonly string[] {
  const against: string[] = [];
  const long = longer(facts);
  if (long > SHARED_LONGEST && !SHARED_SIDES.has(long)) against.push(`Its longer side of ${long} pixels is not a size that social networks reduce to.`);
  if (facts.jpeg === null) return against;
  const { subsampling, quality, colour } = facts.jpeg;
  if (colour !== 'ycc' && colour !== 'grey') against.push(`Its colours are stored as ${colour.toUpperCase()}, which social networks do not write.`);
  if (subsampling !== '4:2:0' && subsampling !== 'grey') against.push(`Its colour sampling is ${subsampling}; social networks write 4:2:0.`);
  if (quality === null) against.push('Its quantisation tables tell no quality.');
  else if (quality.nearest < SHARED_QUALITY.from || quality.nearest > SHARED_QUALITY.to) against.push(`Its quality of about ${Math.round(quality.nearest)} is outside ${SHARED_QUALITY.from} to ${SHARED_QUALITY.to}, which social networks use.`);
  return against;
}

function sharedReason(facts: ImageFacts): string {
  const stored = facts.jpeg === null ? 'WebP' : `JPEG, ${facts.jpeg.subsampling}, quality about ${Math.round(facts.jpeg.quality?.nearest ?? 0)}`;
  return `${facts.width} x ${facts.height}, ${stored}: as social networks and messengers save pictures.`;
}

function is(kind: ImageClass, ...reasons: readonly string[]): ImageClassification {
  return { class: kind, reasons: [...reasons] };
}

function longer({ width, height }: ImageFacts): number {
  return Math.max(width, height);
}

function shorter({ width, height }: ImageFacts): number {
  return Math.min(width, height);
}

function near(value: number, wanted: number, share: number): boolean {
  return Math.abs(value - wanted) <= wanted * share;
}
