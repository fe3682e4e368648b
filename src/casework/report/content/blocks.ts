import type { CaseExtract, ExtractItem, ItemFigures, ReportFields, ReportFigure } from '../../../contract/index.ts';
import type { Block, Column, Fact, ReportPicture, Tone } from '../document.ts';
import type { ParameterGroup } from './parameters.ts';

export interface ReportMeta {
  readonly status: 'draft' | 'final';
  readonly version: number;
  readonly issuedAt: { /** ISO 8601. */ readonly utc: string; /** As printed, with the name or offset of its zone. */ readonly local: string };
  readonly extractSha256: string;
  /** Its canonical JSON, where it is at hand; else it is written anew. */
  readonly extractJson?: string;
  /** Who has the program write the report. */
  readonly author: string;
  readonly appVersion: string;
  /** By evidence id; an item without stays without pictures, and the report says so. */
  readonly figures: ReadonlyMap<number, ItemFigures>;
  /** The picture with the agreement of second opinions over it, by evidence id; where methods agree on nothing there is none. */
  readonly agreementFigures?: ReadonlyMap<number, ReportFigure>;
  /** Absolute path of a file of the case folder. */
  readonly fileOf: (path: string) => string;
  readonly logo: ReportPicture | null;
  /** A digital signature will be put on this document. */
  readonly signed: boolean;
}

/** Everything the sections are made from. */
export interface Composition {
  readonly extract: CaseExtract;
  readonly fields: ReportFields;
  readonly meta: ReportMeta;
  readonly reportId: string;
  readonly groups: readonly ParameterGroup[];
  /** Number of the figure that shows something, as printed; each key once. */
  readonly figureNumbers: Map<string, number>;
}

export function heading(level: 1 | 2 | 3, number: string, text: string, id: string): Block {
  return { kind: 'heading', level, number, text, id };
}

export function paragraph(text: string, tone: Tone = 'normal'): Block {
  return { kind: 'paragraph', text, tone };
}

/** Typed text, or one sentence that there is none. */
export function typed(text: string, otherwise: string): Block {
  return text.trim() === '' ? paragraph(otherwise, 'muted') : paragraph(text.trim());
}

export function fact(label: string, value: string, fixed = false): Fact {
  return { label, value, fixed };
}

export function facts(...rows: readonly (Fact | null)[]): Block {
  return { kind: 'facts', rows: rows.filter((row) => row !== null) };
}

export function list(items: readonly string[], ordered = false): Block {
  return { kind: 'list', ordered, items };
}

export function column(title: string, width: number, form: { readonly right?: boolean; readonly fixed?: boolean } = {}): Column {
  return { title, width, align: form.right === true ? 'right' : 'left', fixed: form.fixed ?? false };
}

export function table(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): Block {
  return { kind: 'table', caption, columns, rows };
}

export function itemName({ id, name }: ExtractItem): string {
  return `Item ${id}, ${name}`;
}

/** Running number of a figure, the next one the first time. */
export function figureNumber({ figureNumbers }: Composition, key: string): number {
  const known = figureNumbers.get(key);
  if (known !== undefined) return known;
  figureNumbers.set(key, figureNumbers.size + 1);
  return figureNumbers.size;
}

/** Name of the one responsible, as typed for the report or on the case. */
export function examinerOf({ fields, extract }: Composition): string {
  return fields.examiner.name.trim() === '' ? extract.case.examiner.trim() : fields.examiner.name.trim();
}

export function agencyOf({ fields, extract }: Composition): string {
  return fields.agency.name.trim() === '' ? extract.case.agency.trim() : fields.agency.name.trim();
}
