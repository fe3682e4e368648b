import type { CaseStatus, Domain, EvidenceStatus, Job, JobKind, JobStatus, ReviewStatus, ScanStage, Settings } from '../../contract/index.ts';

/** The words and number forms of the whole page, in one place. Sentence case; traces, never authenticity. */

export const REVIEW_WORDS: Readonly<Record<ReviewStatus, string>> = {
  unreviewed: 'Unreviewed',
  in_review: 'In review',
  traces_found: 'Traces found',
  inconclusive: 'Inconclusive',
  no_traces_found: 'No traces found',
  verified: 'Verified',
};

export const REVIEW_HELP: Readonly<Record<ReviewStatus, string>> = {
  unreviewed: 'Nobody has looked at it yet.',
  in_review: 'Somebody is looking at it.',
  traces_found: 'Traces of alteration were found by these methods.',
  inconclusive: 'What was found does not allow a statement.',
  no_traces_found: 'No traces were found by these methods. This says nothing about what other methods would find.',
  verified: 'A second look has confirmed the verdict.',
};

export const STATUS_WORDS: Readonly<Record<EvidenceStatus, string>> = { pending: 'Not analysed yet', analysed: 'Analysed', failed: 'Failed', skipped: 'Skipped' };
export const DOMAIN_WORDS: Readonly<Record<Domain, string>> = { unset: 'Not set', photo: 'Photo', document: 'Document', face: 'Face', scene_text: 'Text in a scene' };
export const CASE_STATUS_WORDS: Readonly<Record<CaseStatus, string>> = { open: 'Active', closed: 'Closed', archived: 'Archived' };
export const JOB_KIND_WORDS: Readonly<Record<JobKind, string>> = { add: 'Add evidence', scan: 'Scan', retry: 'Retry problem files' };

export const JOB_STATUS_WORDS: Readonly<Record<JobStatus, string>> = {
  queued: 'Waiting',
  running: 'Running',
  pausing: 'Pausing, finishing the file in work',
  paused: 'Paused',
  cancelling: 'Stopping, finishing the file in work',
  cancelled: 'Cancelled',
  finished: 'Finished',
  failed: 'Failed',
  interrupted: 'Interrupted, goes on when the case is opened',
};

export const STAGE_WORDS: Readonly<Record<ScanStage, string>> = { list: 'List files', intake: 'Hash and identify', analyze: 'Analyse', sheet: 'Contact sheet' };
export const PROVIDER_WORDS: Readonly<Record<Settings['provider'], string>> = { auto: 'Automatic', cuda: 'NVIDIA GPU (CUDA)', dml: 'GPU on Windows (DirectML)', coreml: 'Apple (Core ML)', webgpu: 'GPU (WebGPU)', cpu: 'Processor (CPU)' };

/** Jobs that are in the queue or at work, so that the frame shows them. */
export function isLive(job: Job): boolean {
  return ['queued', 'running', 'pausing', 'paused', 'cancelling'].includes(job.status);
}

const COUNT = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** `1 item`, `12,480 items`. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in powers of 1000, three significant digits: `2.31 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return `${Math.round(value)} B`;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${UNITS[unit]}`;
}

/** Seconds as `8 s`, `4 min`, `1 h 20 min`, `3 d 4 h`; a dash where unknown. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A share 0..1 as `62 %`, `4.1 %`, `0.03 %`; `< 0.01 %` for the smallest. */
export function formatPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return '–';
  const percent = share * 100;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent === 0) return '0 %';
  if (percent < 0.995) return `${percent.toFixed(2)} %`;
  return `${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
}

/** Files an hour, as `2,310/h`. */
export function formatRate(ratePerHour: number | null): string {
  return ratePerHour === null || !Number.isFinite(ratePerHour) ? '–' : `${formatCount(ratePerHour)}/h`;
}

/** A probability or score 0..1 with two digits. */
export function formatScore(score: number | null): string {
  return score === null ? '–' : score.toFixed(2);
}

/** Width and height in pixels: `4000×3000`. */
export function formatSize(width: number | null, height: number | null): string {
  return width === null || height === null ? '–' : `${width}×${height}`;
}

/** Megapixels with the digits that matter: `12.0 MP`. */
export function formatMegapixels(width: number | null, height: number | null): string {
  if (width === null || height === null) return '–';
  const pixels = (width * height) / 1e6;
  return `${pixels.toFixed(pixels < 0.995 ? 2 : pixels < 99.5 ? 1 : 0)} MP`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** An ISO time as `2026-11-21 14:05` in the local zone; the text itself where it is no time. */
export function formatTime(iso: string | null, seconds = false): string {
  if (iso === null || iso === '') return '–';
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const clock = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}${seconds ? `:${twoDigits(at.getSeconds())}` : ''}`;
  return `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${clock}`;
}

/** How long ago, in words, for what is recent: `just now`, `5 min ago`, `yesterday`; the date after a week. */
export function formatAgo(iso: string | null, now: Date = new Date()): string {
  if (iso === null) return 'never';
  const seconds = (now.getTime() - new Date(iso).getTime()) / 1000;
  if (Number.isNaN(seconds)) return iso;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  if (seconds < 172_800) return 'yesterday';
  if (seconds < 604_800) return `${Math.floor(seconds / 86_400)} days ago`;
  return formatTime(iso).slice(0, 10);
}

/** The first characters of a digest, for where the whole does not fit. */
export function shortHash(hash: string | null, length = 12): string {
  return hash === null ? '–' : `${hash.slice(0, length)}…`;
}

/** The end of a path that fits in `most` characters, cut at a folder where it can be. */
export function shortPath(path: string, most: number): string {
  if (path.length <= most) return path;
  const end = path.slice(path.length - most + 1);
  const cut = end.search(/[\\/]/);
  return `…${cut > 0 && cut < end.length / 2 ? end.slice(cut) : end}`;
}
