import type { Block } from '../document.ts';
import { drawFigure, figureLead } from './figures.ts';
import type { Flow } from './flow.ts';
import { atTop, firstLines, nextPage } from './flow.ts';
import { drawContents, drawCover } from './opening.ts';
import { drawCode, drawHeading, drawList, drawParagraph, headingHeight, listLead, paragraphLead } from './prose.ts';
import { BODY, STYLE } from './style.ts';
import { drawFacts, drawSignature, drawTable, factsLead, signatureHeight, tableLead } from './tables.ts';

/** Height from where a block begins that a heading above it must have on its page. */
function lead(flow: Flow, blocks: readonly Block[], index: number): number {
  const block = blocks[index];
  if (block === undefined) return 0;
  switch (block.kind) {
    case 'heading':
      return headingHeight(flow, block) + lead(flow, blocks, index + 1);
    case 'paragraph':
      return paragraphLead(flow, block.text, block.tone) + shortIntroduction(flow, blocks, index);
    case 'facts':
      return factsLead(flow, block.rows);
    case 'list':
      return listLead(flow, block.items);
    case 'table':
      return tableLead(flow, block);
    case 'figure':
      return figureLead(flow, block);
    case 'code':
      return firstLines(2, STYLE.code) + 16;
    case 'signature':
      return signatureHeight(flow, block.lines);
    case 'cover':
    case 'contents':
    case 'pageBreak':
      return 0;
  }
}

/** A paragraph of a line or two that only introduces what follows stays with it where that is small. */
function shortIntroduction(flow: Flow, blocks: readonly Block[], index: number): number {
  const block = blocks[index];
  const next = blocks[index + 1];
  if (block?.kind !== 'paragraph' || next === undefined || next.kind === 'paragraph' || next.kind === 'heading') return 0;
  if (paragraphLead(flow, block.text, block.tone) > 2 * STYLE.body.leading) return 0;
  const following = lead(flow, blocks, index + 1);
  return following > BODY / 3 ? 0 : following + 8;
}

/** Lays out one block. Yields where another may have a turn. */
export function* drawBlock(flow: Flow, index: number): Generator<void> {
  const { blocks } = flow.document;
  const block = blocks[index];
  if (block === undefined) return;
  switch (block.kind) {
    case 'cover':
      yield* drawCover(flow, block);
      if (index < blocks.length - 1 && !atTop(flow)) nextPage(flow);
      return;
    case 'heading':
      return drawHeading(flow, block, Math.min(lead(flow, blocks, index + 1), BODY - headingHeight(flow, block)));
    case 'contents':
      yield* drawContents(flow);
      return;
    case 'paragraph':
      return drawParagraph(flow, block.text, block.tone);
    case 'facts':
      yield* drawFacts(flow, block.rows);
      return;
    case 'list':
      yield* drawList(flow, block.items, block.ordered);
      return;
    case 'table':
      yield* drawTable(flow, block);
      return;
    case 'figure':
      return drawFigure(flow, block);
    case 'code':
      return drawCode(flow, block.text);
    case 'signature':
      return drawSignature(flow, block.lines);
    case 'pageBreak':
      if (!atTop(flow)) nextPage(flow);
      return;
  }
}
