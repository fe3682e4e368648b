import { AppError } from '../../../contract/index.ts';
import type { Block, ReportDocument, ReportPicture } from '../document.ts';
import { statedBytes } from './attachments.ts';
import type { Document } from './internals.ts';

/** A picture as pdfkit holds it; once it is in the file, its bytes are let go. */
interface OpenPicture {
  readonly width: number;
  readonly height: number;
  readonly colorSpace?: string;
  readonly bits?: number;
  /** Compressed pixels of a PNG until they are written. */
  readonly imgData?: unknown;
  embed(document: Document): void;
}

export interface Pictures {
  /** Puts the pictures of a block into the file. Errors: FILE_CHANGED, FILE_NOT_FOUND, ARGUMENT_INVALID for what PDF/A cannot show as it is. */
  prepare(pictures: readonly ReportPicture[]): Promise<void>;
  draw(document: Document, picture: ReportPicture, x: number, y: number, width: number, height: number): void;
}

export function picturesOf(block: Block): readonly ReportPicture[] {
  return block.kind === 'figure' ? block.pictures : [];
}

/** Each picture is embedded once, by digest, however often it is shown. */
export function createPictures(document: Document): Pictures {
  const open = new Map<string, OpenPicture>();
  return {
    prepare: async (pictures) => {
      for (const picture of pictures) {
        if (open.has(picture.sha256)) continue;
        const one = openPicture(document, picture);
        one.embed(document);
        // PNG with transparency is taken apart in the background; waiting keeps the order of objects, and so the bytes, the same.
        while (one.imgData !== undefined && one.imgData !== null) await new Promise((resolve) => setImmediate(resolve));
        open.set(picture.sha256, one);
      }
    },
    draw: (target, picture, x, y, width, height) => {
      const one = open.get(picture.sha256);
      if (one === undefined) throw new Error(`picture ${picture.path} was not prepared`);
      target.image(one as unknown as PDFKit.Mixins.ImageSrc, x, y, { width, height, ...{ ignoreOrientation: true } });
    },
  };
}

function openPicture(document: Document, picture: ReportPicture): OpenPicture {
  const bytes = statedBytes(picture.path, picture.path, null, picture.sha256);
  let one: OpenPicture;
  try {
    one = (document as unknown as { openImage(bytes: Uint8Array): OpenPicture }).openImage(bytes);
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', `${picture.path} is neither a JPEG nor a PNG that a report can show.`, { path: picture.path }, error);
  }
  if (one.colorSpace === 'DeviceCMYK') throw new AppError('ARGUMENT_INVALID', `${picture.path} has CMYK colours. A report shows RGB and grey pictures; convert it to PNG.`, { path: picture.path });
  if (one.width !== picture.width || one.height !== picture.height) {
    throw new AppError('ARGUMENT_INVALID', `${picture.path} has ${one.width} x ${one.height} pixels, the report says ${picture.width} x ${picture.height}.`, { path: picture.path });
  }
  return one;
}

/** The logo and every other picture of the document, in order. */
export function furniturePictures(report: ReportDocument): readonly ReportPicture[] {
  return report.header.logo === null ? [] : [report.header.logo];
}
