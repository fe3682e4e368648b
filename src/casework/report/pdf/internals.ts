import PDFDocument from 'pdfkit';

/** A reference as pdfkit keeps it: `data` is the dictionary written when it ends. */
export interface Reference {
  readonly id: number;
  readonly data: Record<string, unknown>;
  compress: boolean;
  end(chunk?: Uint8Array): void;
}

export interface EmbeddedFont {
  readonly font: { hasGlyphForCodePoint(point: number): boolean };
  layoutCache: Record<string, unknown>;
  readonly unicode: number[][];
  widthOfString(text: string, size: number): number;
}

export interface OutlineItem {
  readonly outlineData: Record<string, unknown>;
  readonly children: OutlineItem[];
  options: Record<string, unknown>;
  addItem(title: string, options: Record<string, unknown>): OutlineItem;
}

export interface StructureElement {
  readonly dictionary: Reference;
  add(child: unknown): StructureElement;
  end(): void;
}

interface NameTree {
  limits: boolean;
}

/**
 * What of pdfkit 0.20 its published types do not name. PDF/A-3 needs it: the embedded files with a true checksum, metadata that are escaped and equal to Info,
 * the signature field, `Count` of closed bookmarks. Kept in one place so that a new version is checked here.
 */
export interface Kit {
  readonly _root: { readonly data: Record<string, unknown> & { readonly Names: Reference; readonly Pages: { readonly data: { readonly Kids: readonly Reference[] } } } };
  readonly _font: EmbeddedFont;
  readonly page: { readonly dictionary: Reference; readonly annotations: Reference[]; readonly height: number; readonly width: number };
  outline: OutlineItem;
  metadata: { append(xml: string): void; end(): void; getXML(): string; getLength(): number };
  endAcroForm: () => unknown;
  push: (chunk: Uint8Array | null) => boolean;
  ref(data: Record<string, unknown>): Reference;
  font(path: string): unknown;
  struct(type: string, options?: Record<string, unknown>): StructureElement;
  addStructure(element: StructureElement): void;
  markStructureContent(type: string): unknown;
  markContent(type: string, options?: Record<string, unknown>): unknown;
  endMarkedContent(): unknown;
  annotate(x: number, y: number, width: number, height: number, options: Record<string, unknown>): unknown;
  getStructParentTree(): NameTree;
}

export type Document = PDFKit.PDFDocument;

/** The same document seen through {@link Kit}. */
export function kitOf(document: Document): Kit {
  return document as unknown as Kit;
}

export interface DocumentOptions {
  readonly information: Readonly<Record<string, string | Date>>;
  readonly language: string;
  readonly size: readonly [number, number];
}

/** An empty tagged PDF/A-3a document: no page yet, no standard font (they cannot be embedded), no bookmark. */
export function openDocument(options: DocumentOptions): Document {
  const document = new PDFDocument({
    autoFirstPage: false,
    // null: without this, Helvetica is loaded, which no PDF/A may use without embedding.
    font: null as unknown as string,
    pdfVersion: '1.7',
    subset: 'PDF/A-3a' as 'PDF/A-3',
    tagged: true,
    lang: options.language,
    displayTitle: true,
    size: [...options.size],
    margin: 0,
    info: options.information as PDFKit.DocumentInfo,
  });
  const kit = kitOf(document);
  // The root of a tree has no limits (ISO 32000-1, table 36).
  (kit._root.data.Names.data['Dests'] as NameTree).limits = false;
  kit.getStructParentTree().limits = false;
  return document;
}

/** Text that pdfkit writes as it stands. */
export function raw(text: string): object {
  return { [Symbol.toStringTag]: 'Raw', toString: () => text };
}

/** A text string of PDF; pdfkit takes a bare string for a name. */
export function pdfString(text: string): object {
  // eslint-disable-next-line no-new-wrappers
  return new String(text);
}
