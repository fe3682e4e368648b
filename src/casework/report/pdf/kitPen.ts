import type { ReportDocument, ReportPicture } from '../document.ts';
import type { Typesetter } from './fonts.ts';
import { baseline } from './flow.ts';
import type { Document, OutlineItem, Reference, StructureElement } from './internals.ts';
import { kitOf, pdfString } from './internals.ts';
import type { Pen, Tag, TagOptions } from './pen.ts';
import type { Pictures } from './pictures.ts';
import { COLOUR, PAGE, STYLE, WIDTH } from './style.ts';
import type { TextStyle } from './style.ts';
import type { Line } from './text.ts';
import { oneLine, wrapText } from './text.ts';

interface KitTag extends Tag {
  readonly element: StructureElement;
}

export interface KitPen extends Pen {
  /** Draws what belongs to the last page and closes the structure. */
  finish(): void;
}

export interface KitPenOptions {
  readonly report: ReportDocument;
  readonly document: Document;
  readonly type: Typesetter;
  readonly pictures: Pictures;
  /** Pages in all. */
  readonly total: number;
  /** Makes the field on the page that is open, as the only child of the element; null where none is wanted. */
  readonly signatureField: ((element: StructureElement) => void) | null;
}

/** The pen that writes: every mark on a page belongs either to an element of the structure or to an artifact. */
export function createKitPen(options: KitPenOptions): KitPen {
  const { document, report, type } = options;
  const kit = kitOf(document);
  const root = kit.struct('Document');
  kit.addStructure(root);
  const names = new Map<string, string>();
  const parents: OutlineItem[] = [];
  let section: StructureElement | null = null;
  let page = 0;
  let signed = false;

  function below(type: string, parent: StructureElement, settings: Record<string, unknown> = {}): StructureElement {
    const element = kit.struct(type, settings);
    parent.add(element);
    return element;
  }

  function text(line: Line, x: number, y: number, style: TextStyle): void {
    let from = x;
    document.fillColor(style.colour).fontSize(style.size);
    for (const run of type.runs(line.text, style.face)) {
      document.font(type.path(run.font));
      const width = type.runWidth(run, style.size);
      document.text(run.text, from, y, { lineBreak: false, baseline: 'alphabetic', ...{ textWidth: width, wordCount: 1 } });
      from += width;
    }
  }

  function artifact(draw: () => void, kind: 'Layout' | 'Pagination' = 'Layout', attached?: string): void {
    kit.markContent('Artifact', { type: kind, ...(attached === undefined ? {} : { attached: [attached] }) });
    draw();
    kit.endMarkedContent();
  }

  function furniture(): void {
    const style = STYLE.furniture;
    artifact(() => {
      let x: number = PAGE.left;
      const logo = report.header.logo;
      // The cover shows it large.
      if (logo !== null && !(page === 1 && report.blocks[0]?.kind === 'cover')) {
        const scale = Math.min(0.6, 90 / logo.width, 22 / logo.height);
        options.pictures.draw(document, logo, x, 48 - (logo.height * scale) / 2, logo.width * scale, logo.height * scale);
        x += logo.width * scale + 8;
      }
      const half = (PAGE.left + WIDTH - x - 20) / 2;
      const right = oneLine(type, report.header.right, style, half);
      text(oneLine(type, report.header.left, style, PAGE.left + WIDTH - x - 20 - right.width), x, 51, style);
      text(right, PAGE.left + WIDTH - right.width, 51, style);
      line(PAGE.left, 62, PAGE.left + WIDTH, 62, 0.5, COLOUR.rule);
    }, 'Pagination', 'Top');
    artifact(() => {
      const top = PAGE.height - 50;
      line(PAGE.left, top, PAGE.left + WIDTH, top, 0.5, COLOUR.rule);
      const number = oneLine(type, `Page ${page} of ${options.total}`, style, 120);
      wrapText(type, report.footer, style, WIDTH - number.width - 30).slice(0, 2).forEach((part, row) => text(part, PAGE.left, baseline(top + 5 + row * style.leading, style), style));
      text(number, PAGE.left + WIDTH - number.width, baseline(top + 5, style), style);
    }, 'Pagination', 'Bottom');
  }

  /** Over everything, so that no picture hides it, and faint, so that it hides nothing. */
  function watermark(): void {
    if (page === 0 || report.watermark === null) return;
    const style: TextStyle = { face: 'bold', size: 110, leading: 110, colour: '#3a3f47' };
    const words = oneLine(type, report.watermark, style, 900);
    artifact(() => {
      document.save().opacity(0.09).translate(PAGE.width / 2, PAGE.height / 2).rotate(-52);
      text(words, -words.width / 2, 38, style);
      document.restore();
    }, 'Pagination');
  }

  function line(x1: number, y1: number, x2: number, y2: number, width: number, colour: string): void {
    document.moveTo(x1, y1).lineTo(x2, y2).lineWidth(width).stroke(colour);
  }

  function nameOf(id: string): string {
    const known = names.get(id);
    if (known !== undefined) return known;
    const made = `h${String(names.size + 1).padStart(6, '0')}`;
    names.set(id, made);
    return made;
  }

  function bookmark(level: number, title: string, y: number): void {
    parents.length = Math.min(parents.length, level - 1);
    const parent = parents.at(-1) ?? kit.outline;
    const item = parent.addItem(title, { fit: false, top: Math.max(0, y - 8), left: PAGE.width, zoom: 0 });
    if (parent !== kit.outline) parent.outlineData['Count'] = -parent.children.length;
    parents.push(item);
  }

  function finish(): void {
    watermark();
    if (!signed) makeField();
    section?.end();
    root.end();
  }

  function makeField(): void {
    if (options.signatureField === null || signed) return;
    signed = true;
    const form = below('Form', section ?? root);
    options.signatureField(form);
    form.end();
  }

  kit.outline.options = { ...kit.outline.options, expanded: true };
  return {
    addPage: () => {
      watermark();
      page += 1;
      document.addPage();
      // Memory of words already measured is given up now and then: a long report has no end of different digests.
      if (page % 20 === 0) type.forget();
      furniture();
    },
    text,
    rule: line,
    fill: (x, y, width, height, colour) => void document.rect(x, y, width, height).fill(colour),
    frame: (x, y, width, height, colour) => void document.rect(x, y, width, height).lineWidth(0.5).stroke(colour),
    gradient: (x, y, width, height, stops) => {
      const gradient = document.linearGradient(x, y, x + width, y);
      for (const stop of stops) gradient.stop(stop.at, stop.colour);
      document.rect(x, y, width, height).fill(gradient);
    },
    picture: (picture: ReportPicture, x, y, width, height) => options.pictures.draw(document, picture, x, y, width, height),
    open: (parent, kind, settings = {}) => ({ type: kind, element: openElement(below, kind, (parent as KitTag | null)?.element ?? section ?? root, settings) }),
    content: (tag, draw) => {
      const content = kit.markStructureContent(tag.type);
      draw();
      kit.endMarkedContent();
      (tag as KitTag).element.add(content);
    },
    artifact,
    close: (tag) => (tag as KitTag).element.end(),
    section: () => {
      section?.end();
      section = below('Sect', root);
    },
    link: (tag, [x1, y1, x2, y2], target, description) => {
      kit.annotate(x1, y1, x2 - x1, y2 - y1, { Subtype: 'Link', Dest: nameOf(target), Contents: pdfString(description), structParent: (tag as KitTag).element });
    },
    target: (id, y, mark) => {
      document.addNamedDestination(nameOf(id), 'XYZ', 0, Math.max(0, y - 8), null as unknown as number);
      if (mark !== null) bookmark(mark.level, mark.title, y);
    },
    signatureField: makeField,
    finish,
  };
}

function openElement(below: (type: string, parent: StructureElement, settings: Record<string, unknown>) => StructureElement, type: string, parent: StructureElement, options: TagOptions): StructureElement {
  const settings: Record<string, unknown> = {};
  if (options.alternative !== undefined) settings['alt'] = options.alternative;
  if (options.box !== undefined) settings['bbox'] = options.box;
  if (options.scope !== undefined) settings['scope'] = options.scope;
  const element = below(type, parent, settings);
  const dictionary: Reference = element.dictionary;
  if (options.ordered !== undefined) dictionary.data['A'] = { O: 'List', ListNumbering: options.ordered ? 'Decimal' : 'Disc' };
  return element;
}
