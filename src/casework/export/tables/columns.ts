import type { ExtractItem } from '../../../contract/extract.ts';
import { modifiedText } from '../times.ts';

export type CellValue = string | number | boolean | null;

export interface ItemColumn {
  /** Heading, as programs like it; it stays the same from version to version. */
  readonly key: string;
  readonly kind: 'text' | 'whole' | 'number' | 'yesNo' | 'time';
  /** What it holds, with units; printed in docs/exports.md and on the second sheet. */
  readonly meaning: string;
  readonly width: number;
  readonly value: (item: ExtractItem) => CellValue;
}

/** Columns of the table of items, in order. New ones are added at the end. */
export const ITEM_COLUMNS: readonly ItemColumn[] = [
  { key: 'item', kind: 'whole', width: 7, meaning: 'Number of the item in the case', value: ({ id }) => id },
  { key: 'path', kind: 'text', width: 50, meaning: 'Path at intake, as text', value: ({ path }) => path },
  { key: 'name', kind: 'text', width: 30, meaning: 'Name of the file', value: ({ name }) => name },
  { key: 'folder', kind: 'text', width: 30, meaning: 'Folder of the file', value: ({ folder }) => folder },
  { key: 'bytes', kind: 'whole', width: 12, meaning: 'Size of the file in bytes', value: ({ bytes }) => bytes },
  { key: 'modified', kind: 'time', width: 32, meaning: 'Time of change at intake as the file system gives it, UTC, ISO 8601', value: ({ modified }) => modifiedText(modified) },
  { key: 'added_at', kind: 'time', width: 26, meaning: 'When it was taken into the case, UTC', value: ({ addedAt }) => addedAt },
  { key: 'sha256', kind: 'text', width: 68, meaning: 'SHA-256 of its bytes at intake; empty where it was not read', value: ({ sha256 }) => sha256 },
  { key: 'sha1', kind: 'text', width: 44, meaning: 'SHA-1 of its bytes at intake', value: ({ sha1 }) => sha1 },
  { key: 'md5', kind: 'text', width: 36, meaning: 'MD5 of its bytes at intake', value: ({ md5 }) => md5 },
  { key: 'format', kind: 'text', width: 8, meaning: 'Format by content', value: ({ facts }) => facts?.format ?? null },
  { key: 'extension_mismatch', kind: 'yesNo', width: 10, meaning: 'Whether the ending of the name says another format', value: ({ facts }) => facts?.extensionMismatch ?? null },
  { key: 'width', kind: 'whole', width: 8, meaning: 'Width in pixels as stored', value: ({ facts }) => facts?.width ?? null },
  { key: 'height', kind: 'whole', width: 8, meaning: 'Height in pixels as stored', value: ({ facts }) => facts?.height ?? null },
  { key: 'exif_orientation', kind: 'whole', width: 8, meaning: 'EXIF orientation 1..8', value: ({ facts }) => facts?.orientation ?? null },
  { key: 'camera', kind: 'text', width: 20, meaning: 'Camera the file names (a claim of the file)', value: ({ facts }) => [facts?.capture?.make, facts?.capture?.model].filter((part) => part !== null && part !== undefined).join(' ') || null },
  { key: 'taken_at', kind: 'text', width: 20, meaning: 'Local time the file says it was taken (a claim of the file)', value: ({ facts }) => facts?.capture?.takenAt ?? null },
  { key: 'status', kind: 'text', width: 10, meaning: 'Where the machine stands: pending, analysed, failed, skipped', value: ({ status }) => status },
  { key: 'problem_code', kind: 'text', width: 18, meaning: 'Why it could not be analysed, as a code', value: ({ problem }) => problem?.code ?? null },
  { key: 'problem', kind: 'text', width: 30, meaning: 'The same in words', value: ({ problem }) => problem?.message ?? null },
  { key: 'review', kind: 'text', width: 16, meaning: "Examiner's status", value: ({ review }) => review },
  { key: 'domain', kind: 'text', width: 10, meaning: 'Kind of picture as the examiner sees it', value: ({ domain }) => domain },
  { key: 'score', kind: 'number', width: 9, meaning: 'Image-level score of the finding, 0..1', value: ({ finding }) => finding?.score ?? null },
  { key: 'threshold', kind: 'number', width: 9, meaning: 'Probability from which a pixel counts, 0..1', value: ({ finding }) => finding?.threshold ?? null },
  { key: 'mask_share', kind: 'number', width: 9, meaning: 'Share of pixels at or above the threshold, 0..1', value: ({ finding }) => finding?.maskShare ?? null },
  { key: 'regions', kind: 'whole', width: 8, meaning: 'Number of listed regions', value: ({ finding }) => finding?.regions.length ?? null },
  { key: 'largest_region', kind: 'whole', width: 10, meaning: 'Pixels of the largest region', value: ({ finding }) => (finding === null || finding.regions.length === 0 ? null : Math.max(...finding.regions.map(({ area }) => area))) },
  { key: 'reliability', kind: 'number', width: 9, meaning: 'Mean predicted reliability of the mask, 0..1', value: ({ finding }) => finding?.reliability ?? null },
  { key: 'model', kind: 'text', width: 14, meaning: 'Model of the finding', value: ({ finding }) => finding?.record.modelId ?? null },
  { key: 'model_sha256', kind: 'text', width: 68, meaning: 'SHA-256 of its weights', value: ({ finding }) => finding?.record.modelSha256 ?? null },
  { key: 'provider', kind: 'text', width: 9, meaning: 'What it was computed on', value: ({ finding }) => finding?.record.provider ?? null },
  { key: 'analysed_at', kind: 'time', width: 26, meaning: 'When the finding was made, UTC', value: ({ finding }) => finding?.createdAt ?? null },
  { key: 'mask_sha256', kind: 'text', width: 68, meaning: 'SHA-256 of the 8-bit PNG of the mask', value: ({ finding }) => finding?.artifacts.find(({ kind }) => kind === 'mask')?.sha256 ?? null },
  { key: 'finding_digest', kind: 'text', width: 68, meaning: 'Digest of the finding, as in the audit log', value: ({ finding }) => finding?.digest ?? null },
  { key: 'annotations', kind: 'whole', width: 8, meaning: 'Marks of the examiner on the picture', value: ({ annotations }) => annotations.filter(({ deleted }) => !deleted).length },
  { key: 'analyst_mask_pixels', kind: 'whole', width: 10, meaning: "Pixels of the analyst's own mask; empty where there is none", value: ({ analystMask }) => analystMask?.area ?? null },
  { key: 'duplicates', kind: 'text', width: 12, meaning: 'Other items with the same SHA-256, by number', value: ({ duplicates }) => (duplicates.length === 0 ? null : duplicates.join(' ')) },
  { key: 'last_check', kind: 'text', width: 12, meaning: 'Outcome of the last check of its bytes: unchanged, changed, missing, unreadable', value: ({ checks }) => checks.at(-1)?.outcome ?? null },
  { key: 'last_check_at', kind: 'time', width: 26, meaning: 'When that was, UTC', value: ({ checks }) => checks.at(-1)?.at ?? null },
  { key: 'note', kind: 'text', width: 60, meaning: "Examiner's note on the item", value: ({ note }) => note || null },
];
