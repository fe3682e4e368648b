import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { AppError } from '../../../contract/index.ts';
import type { Block, Fact, ReportDocument } from '../document.ts';
import { CSS } from './css.ts';
import { figureParts, pictureElement } from './figure.ts';
import { anchor, html } from './text.ts';

type TableBlock = Extract<Block, { kind: 'table' }>;

/** Nothing is loaded and nothing runs: pictures and style stand in the file. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one HTML file that needs no other: same words, order and numbers as the PDF. For reports with many pictures use {@link writeHtml}. */
export function renderHtml(report: ReportDocument): string {
  return [...htmlParts(report)].join('');
}

/** Writes the HTML twin piece by piece. Errors: FILE_CHANGED, FILE_NOT_FOUND (a picture), CANCELLED, ARTIFACT_WRITE_FAILED. On error no file is left. */
export async function writeHtml(report: ReportDocument, path: string, signal?: AbortSignal): Promise<{ readonly path: string; readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'w').catch((error: unknown) => {
    throw new AppError('ARTIFACT_WRITE_FAILED', `The report cannot be written to ${path}. See that there is room and that the folder may be written.`, { path }, error);
  });
  try {
    for (const part of htmlParts(report)) {
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'The report was stopped. Nothing was written; start it again when you want.');
      const chunk = Buffer.from(part, 'utf8');
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    await file.close();
    return { path, bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

function* htmlParts(report: ReportDocument): Generator<string> {
  const { header, metadata } = report;
  yield `<!doctype html><html lang="${html(report.language)}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${html(POLICY)}"><meta name="viewport" content="width=device-width,initial-scale=1">`;
  yield `<title>${html(report.title)}</title><meta name="author" content="${html(metadata.author)}"><meta name="description" content="${html(metadata.subject)}"><meta name="keywords" content="${html(metadata.keywords.join(', '))}"><meta name="date" content="${html(metadata.createdAt)}"><style>${CSS}</style></head><body>`;
  yield '<a class="skip" href="#report">To the report</a>';
  if (report.watermark !== null) yield `<div class="watermark" aria-hidden="true">${html(report.watermark)}</div>`;
  yield `<header class="page">${header.logo === null ? '' : pictureElement(header.logo)}<span>${html(header.left)}</span><span>${html(header.right)}</span></header><main id="report">`;
  for (const block of report.blocks) yield* blockParts(report, block);
  yield `</main><footer class="page">${html(report.footer)}</footer></body></html>\n`;
}

function* blockParts(report: ReportDocument, block: Block): Generator<string> {
  switch (block.kind) {
    case 'cover':
      yield `<h1>${html(block.title)}</h1>${block.subtitle === '' ? '' : `<p class="subtitle">${html(block.subtitle)}</p>`}${facts(block.facts)}`;
      if (block.notice !== null && block.notice !== '') yield `<p class="notice">${html(block.notice)}</p>`;
      return;
    case 'heading':
      yield `<h${block.level + 1} id="${anchor(block.id)}">${block.number === '' ? '' : `<span class="number">${html(block.number)}</span>`}${html(block.text)}</h${block.level + 1}>`;
      return;
    case 'contents':
      yield contents(report);
      return;
    case 'paragraph':
      for (const part of block.text.split(/\n{2,}/)) if (part.trim() !== '') yield `<p class="${block.tone}">${html(part)}</p>`;
      return;
    case 'facts':
      yield facts(block.rows);
      return;
    case 'list': {
      const tag = block.ordered ? 'ol' : 'ul';
      yield `<${tag}>${block.items.map((item) => `<li>${html(item)}</li>`).join('')}</${tag}>`;
      return;
    }
    case 'table':
      yield* tableParts(block);
      return;
    case 'figure':
      yield* figureParts(block);
      return;
    case 'code':
      yield `<pre><code>${html(block.text)}</code></pre>`;
      return;
    case 'signature':
      yield `<div class="signature">${block.lines.map((line) => `<p>${html(line)}</p>`).join('')}</div>`;
      return;
    case 'pageBreak':
      yield '<hr aria-hidden="true">';
  }
}

function facts(rows: readonly Fact[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => `<tr><th scope="row">${html(row.label)}</th><td${row.fixed ? ' class="fixed"' : ''}>${row.value === '' ? '–' : html(row.value)}</td></tr>`);
  return `<table class="facts"><tbody>${cells.join('')}</tbody></table>`;
}

function contents(report: ReportDocument): string {
  const entries = report.blocks.flatMap((block) =>
    block.kind === 'heading' && block.level <= 2 ? [`<li${block.level === 2 ? ' class="below"' : ''}><a href="#${anchor(block.id)}">${block.number === '' ? '' : `<span class="number">${html(block.number)}</span>`}${html(block.text)}</a></li>`] : [],
  );
  return `<h2>Contents</h2><nav aria-label="Contents"><ol>${entries.join('')}</ol></nav>`;
}

function* tableParts(block: TableBlock): Generator<string> {
  const sum = block.columns.reduce((total, column) => total + column.width, 0) || 1;
  const right = (index: number): string => (block.columns[index]?.align === 'right' ? 'right' : '');
  yield `<div class="scroll"><table>${block.caption === '' ? '' : `<caption>${html(block.caption)}</caption>`}<colgroup>${block.columns.map((column) => `<col style="width:${((100 * column.width) / sum).toFixed(2)}%">`).join('')}</colgroup>`;
  yield `<thead><tr>${block.columns.map((column, index) => `<th scope="col" class="${right(index)}">${html(column.title)}</th>`).join('')}</tr></thead><tbody>`;
  for (const row of block.rows) {
    yield `<tr>${block.columns.map((column, index) => `<td class="${[right(index), column.fixed ? 'fixed' : ''].filter((name) => name !== '').join(' ')}">${html(row[index] ?? '')}</td>`).join('')}</tr>`;
  }
  yield '</tbody></table></div>';
}
