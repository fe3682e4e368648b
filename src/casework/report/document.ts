/**
 * A report before it has a form: a list of blocks that the PDF and its HTML twin are both made from, so that neither says what the other does not.
 * Texts are plain; no markup is read in them.
 */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly language: 'en';
  /** Printed on every page. */
  readonly header: { readonly left: string; readonly right: string; readonly logo: ReportPicture | null };
  readonly footer: string;
  /** 'DRAFT' across every page, or null. */
  readonly watermark: string | null;
  readonly metadata: { readonly author: string; readonly subject: string; readonly keywords: readonly string[]; readonly createdAt: string };
  readonly blocks: readonly Block[];
  /** Files to attach to the PDF (PDF/A-3, AFRelationship): the extract first, then masks. */
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly name: string;
  readonly path: string | null;
  readonly content: Uint8Array | null;
  readonly mimeType: string;
  readonly description: string;
  readonly relationship: 'Source' | 'Data' | 'Supplement';
  readonly sha256: string;
}

export interface ReportPicture {
  /** Absolute path of a JPEG or PNG. */
  readonly path: string;
  readonly sha256: string;
  /** Pixels of the file. */
  readonly width: number;
  readonly height: number;
  /** For readers who cannot see it. */
  readonly alternative: string;
  /** Printed below the single picture, for instance "A: as received". */
  readonly label: string;
}

export type Tone = 'normal' | 'muted' | 'warning' | 'strong';

export type Block =
  | { readonly kind: 'cover'; readonly title: string; readonly subtitle: string; readonly facts: readonly Fact[]; readonly notice: string | null }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly number: string; readonly text: string; /** Target of links and bookmarks, unique. */ readonly id: string }
  | { readonly kind: 'contents' }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone: Tone }
  | { readonly kind: 'facts'; readonly rows: readonly Fact[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly caption: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] }
  /** Pictures beside each other at one scale, where `pair`, or each as wide as fits. */
  | { readonly kind: 'figure'; readonly number: string; readonly pictures: readonly ReportPicture[]; readonly caption: string; readonly arrangement: 'pair' | 'row' | 'single'; readonly scaleBar: ScaleBar | null; readonly legend: Legend | null }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'signature'; readonly lines: readonly string[] }
  | { readonly kind: 'pageBreak' };

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Set in the fixed-width face: digests, paths. */
  readonly fixed: boolean;
}

export interface Column {
  readonly title: string;
  /** Share of the width; all of a table add up to 1. */
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly fixed: boolean;
}

/** Length of the bar in pixels of the evidence, and how many of them one pixel of the file shows. */
export interface ScaleBar {
  readonly pixels: number;
  readonly perFilePixel: number;
}

/** Stops of the colour map from 0 to 1, the threshold marked on it where there is one. */
export interface Legend {
  readonly title: string;
  readonly stops: readonly { readonly at: number; readonly colour: string }[];
  readonly threshold: number | null;
}
