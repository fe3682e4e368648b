import { createHash } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { AppError } from '../../../contract/index.ts';
import type { ReportDocument } from '../document.ts';
import { attachFiles } from './attachments.ts';
import { drawBlock } from './blocks.ts';
import type { Flow } from './flow.ts';
import { nextPage } from './flow.ts';
import { createTypesetter } from './fonts.ts';
import { kitOf, openDocument } from './internals.ts';
import { createKitPen } from './kitPen.ts';
import type { Metadata } from './metadata.ts';
import { information, PRODUCER, xmpPacket } from './metadata.ts';
import type { Pen } from './pen.ts';
import { createDryPen } from './pen.ts';
import { createPictures, furniturePictures, picturesOf } from './pictures.ts';
import { signatureFieldMaker } from './signatureField.ts';
import { PAGE } from './style.ts';

export interface RenderOptions {
  /** File to write, absolute; what is there is replaced. */
  readonly path: string;
  /** Leaves room for `signPdf`. A file with room that is never signed is no report: its signature is blank. */
  readonly reserveSignature: boolean;
  readonly onProgress?: (page: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface RenderedPdf {
  readonly path: string;
  readonly pages: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Milliseconds of layout before others get a turn. */
const TURN = 15;
const BUFFER = 1 << 20;

/**
 * Renders a report as PDF/A-3a, tagged, with its attachments. The same document gives the same bytes. It is laid out twice: once without drawing, to learn
 * the number of pages and where headings stand, and once to the file, page by page, so that memory does not grow with pictures.
 * Errors: CANCELLED, FILE_CHANGED or FILE_NOT_FOUND for a picture or attachment, ARGUMENT_INVALID, ARTIFACT_WRITE_FAILED. On error no file is left.
 */
export async function renderPdf(report: ReportDocument, options: RenderOptions): Promise<RenderedPdf> {
  const metadata = metadataOf(report);
  const document = openDocument({ information: information(metadata), language: report.language, size: [PAGE.width, PAGE.height] });
  const sink = openSink(options.path);
  try {
    const kit = kitOf(document);
    // The file's first line is written before anything can listen.
    const begun = document.read() as Uint8Array | null;
    if (begun !== null) sink.write(begun);
    kit.push = sink.write;
    const type = createTypesetter(document);
    const turns = createTurns(options.signal);
    const headings = new Map<string, number>();
    const dry = newFlow(report, createDryPen(), type, headings, () => {});
    for (let index = 0; index < report.blocks.length; index += 1) await walk(dry, index, turns);
    if (dry.page === 0) nextPage(dry);

    const packet = xmpPacket(metadata);
    kit.metadata = { append: () => {}, end: () => {}, getXML: () => packet, getLength: () => packet.length };
    const pictures = createPictures(document);
    await pictures.prepare(furniturePictures(report));
    const pen = createKitPen({ report, document, type, pictures, total: dry.page, signatureField: options.reserveSignature ? signatureFieldMaker(document) : null });
    const wet = newFlow(report, pen, type, headings, (page) => options.onProgress?.(page, dry.page));
    for (let index = 0; index < report.blocks.length; index += 1) {
      await pictures.prepare(picturesOf(report.blocks[index] ?? { kind: 'pageBreak' }));
      await walk(wet, index, turns);
    }
    if (wet.page === 0) nextPage(wet);
    if (wet.page !== dry.page) throw new Error(`the report has ${wet.page} pages when drawn and ${dry.page} when laid out`);
    pen.finish();
    attachFiles(document, report.attachments, metadata.createdAt);
    document.end();
    return { path: options.path, pages: wet.page, ...sink.close() };
  } catch (error) {
    sink.abandon();
    throw error;
  }
}

function newFlow(document: ReportDocument, pen: Pen, type: Flow['type'], headings: Map<string, number>, onPage: (page: number) => void): Flow {
  const flow: Flow = { document, pen, type, headings, onPage, page: 0, y: PAGE.top };
  // The first page opens with the first block.
  if (document.blocks.length > 0) nextPage(flow);
  return flow;
}

async function walk(flow: Flow, index: number, turns: () => Promise<void>): Promise<void> {
  for (const _ of drawBlock(flow, index)) await turns();
  await turns();
}

function createTurns(signal: AbortSignal | undefined): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < TURN) return;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted === true) throw new AppError('CANCELLED', 'The report was stopped. Nothing was written; start it again when you want.');
    since = performance.now();
  };
}

function metadataOf(report: ReportDocument): Metadata {
  const createdAt = new Date(report.metadata.createdAt);
  if (Number.isNaN(createdAt.getTime())) throw new AppError('ARGUMENT_INVALID', `${report.metadata.createdAt} is no date for a report. Give it as ISO 8601, for instance 2031-05-04T10:00:00Z.`);
  createdAt.setUTCMilliseconds(0);
  const extract = report.attachments.find((attachment) => attachment.relationship === 'Source');
  return {
    title: report.title,
    author: report.metadata.author,
    subject: report.metadata.subject,
    keywords: report.metadata.keywords.join(', '),
    creator: 'Palimpsest',
    producer: PRODUCER,
    createdAt,
    extractSha256: extract?.sha256 ?? null,
  };
}

interface Sink {
  readonly write: (chunk: Uint8Array | null) => boolean;
  close(): { readonly bytes: number; readonly sha256: string };
  abandon(): void;
}

/** A file written in large pieces and hashed on the way. */
function openSink(path: string): Sink {
  let waiting: Uint8Array[] = [];
  let size = 0;
  let bytes = 0;
  const hash = createHash('sha256');
  const file = attempt(path, () => openSync(path, 'w'));

  function flush(): void {
    const all = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    hash.update(all);
    bytes += all.length;
    attempt(path, () => {
      for (let from = 0; from < all.length; ) from += writeSync(file, all, from);
    });
  }

  return {
    write: (chunk) => {
      if (chunk === null) return false;
      waiting.push(chunk);
      size += chunk.length;
      if (size > BUFFER) flush();
      return true;
    },
    close: () => {
      flush();
      closeSync(file);
      return { bytes, sha256: hash.digest('hex') };
    },
    abandon: () => {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new AppError('ARTIFACT_WRITE_FAILED', `The report cannot be written to ${path}. See that there is room and that the folder may be written.`, { path }, error);
  }
}
