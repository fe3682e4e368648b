import type { CaseRecord } from '../store/cases.ts';
import type { RunRow } from '../store/runs.ts';
import { breakablePath, escapeHtml, probability, wholeNumber } from './html.ts';
import { SHEET_STYLE } from './style.ts';

export interface SheetHead {
  readonly record: CaseRecord;
  readonly run: RunRow;
  readonly threshold: number;
  readonly scoreCalibrated: boolean;
  /** Whether error rates of the score are known for some kinds of picture. */
  readonly scoreMeasured: boolean;
  readonly counts: { readonly analysed: number; readonly traces: number; readonly problems: number; readonly passedOver: number; readonly waiting: number };
  readonly auditHead: { readonly sequence: number; readonly hash: string };
  readonly writtenAt: string;
}

export interface ProblemRow {
  readonly name: string;
  readonly status: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** File name of page `number` (from 1). */
export function pageName(number: number): string {
  return `sheet-${number.toString().padStart(3, '0')}.html`;
}

/** Start of a page up to its content. Nothing is fetched: pictures are inside, the policy forbids the rest. */
export function renderPageStart(head: SheetHead, page: number, pages: number): string {
  const { record, counts } = head;
  const title = record.title === '' ? record.slug : record.title;
  const cover = [record.number && `No. ${record.number}`, record.examiner, record.agency].filter((part) => part !== '').map(escapeHtml).join(' · ');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)} · contact sheet ${page} of ${pages}</title><style>${SHEET_STYLE}</style></head><body>
<header><h1>${escapeHtml(title)}</h1>
<p class="soft">${cover === '' ? '' : `${cover} · `}Contact sheet, page ${page} of ${pages}, written ${escapeHtml(head.writtenAt)}</p>
<ul class="counts"><li><b>${wholeNumber(counts.analysed)}</b> analysed</li><li><b>${wholeNumber(counts.traces)}</b> with traces found</li><li><b>${wholeNumber(counts.analysed - counts.traces)}</b> with no traces found by this method</li><li><b>${wholeNumber(counts.problems)}</b> with a problem</li><li><b>${wholeNumber(counts.passedOver)}</b> passed over</li>${counts.waiting > 0 ? `<li><b>${wholeNumber(counts.waiting)}</b> not analysed yet</li>` : ''}</ul>
${navigation(page, pages)}</header>
${page === 1 ? legend(head) : ''}<main>`;
}

export function renderPageEnd(head: SheetHead, page: number, pages: number): string {
  const { run } = head;
  return `</main>${navigation(page, pages)}<footer>
<p>Model ${escapeHtml(run.modelId)}, SHA-256 <span class="mono">${run.modelSha256}</span>. ${run.provider === null ? '' : `Run on ${escapeHtml(run.provider)} (${escapeHtml(run.providerReason ?? '')}). `}Palimpsest ${escapeHtml(run.appVersion)}.</p>
<p>Options <span class="mono">${escapeHtml(run.options)}</span></p>
<p>Audit log before this sheet: row ${head.auditHead.sequence}, <span class="mono">${head.auditHead.hash}</span>. Keep this value outside the case; "palimpsest verify --head" checks the log against it.</p>
</footer></body></html>
`;
}

/** Files without a finding, with the reason. */
export function renderProblems(rows: readonly ProblemRow[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    (row) => `<tr><td class="path">${breakablePath(row.name)}</td><td class="code mono">${escapeHtml(row.code ?? '')}</td><td>${row.status === 'skipped' ? 'Passed over. ' : ''}${escapeHtml(row.message ?? '')}</td></tr>`,
  );
  return `<h2>Files without a finding</h2><div class="table"><table><thead><tr><th>File</th><th>Code</th><th>Reason</th></tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

export function renderRows(lines: readonly string[]): string {
  return `<h2>Further files</h2><div class="table"><table><thead><tr><th>File</th><th>Score</th><th>Result</th><th>Mask share</th><th>Reliability</th></tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

function navigation(page: number, pages: number): string {
  if (pages === 1) return '';
  const link = (target: number, text: string): string => (target < 1 || target > pages || target === page ? `<span class="soft">${text}</span>` : `<a href="${pageName(target)}">${text}</a>`);
  return `<nav>${link(1, 'First')}${link(page - 1, 'Previous')}<span>${page} / ${pages}</span>${link(page + 1, 'Next')}${link(pages, 'Last')}</nav>`;
}

function scoreWords({ scoreCalibrated, scoreMeasured }: SheetHead): string {
  if (scoreMeasured) return 'By itself it puts pictures in an order and is no probability; how often it errs is stated for the kinds of picture on which that was measured.';
  return scoreCalibrated ? 'Calibrated on the set named in the model card.' : 'Not calibrated: it puts pictures in an order and is no probability.';
}

function legend(head: SheetHead): string {
  const threshold = probability(head.threshold);
  return `<section class="legend"><b>How to read this</b><dl>
<dt>Overlay</dt><dd>Warm colour where the method found traces of alteration, stronger with higher probability. Lines enclose the regions; the largest carry their numbers. The picture leads to the overlay in full size.</dd>
<dt>Score</dt><dd>One number for the whole picture, 0 to 1. ${scoreWords(head)} The sheet starts with the highest.</dd>
<dt>Mask share</dt><dd>Part of the picture whose probability is at least the threshold (${threshold} here).</dd>
<dt>Regions</dt><dd>Connected areas at the threshold, with size in pixels and mean and peak probability.</dd>
<dt>Gate</dt><dd>Whether the traces of JPEG compression (frequency evidence) were fit to be used for this picture, or the visible picture alone was judged.</dd>
<dt>Reliability</dt><dd>How far the method itself expects its mask to be right, 0 to 1.</dd>
<dt>Limits</dt><dd>“Traces found” calls for a closer look by a person; harmless editing leaves traces too. “No traces found by this method at threshold ${threshold}” says nothing about other methods or other kinds of alteration.</dd>
</dl></section>`;
}
