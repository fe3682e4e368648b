import type { ArtifactTrace, ExplainedRegion, Method, Position } from '../../../contract/index.ts';

type Relation = NonNullable<ExplainedRegion['relative_position']>['relation'];

/**
 * What foreign annotations call the fields of our schema: names in lower case, words joined by `_`. The keys of Omni-273k are not published, so this is a
 * wide net: names of model.md 3.2, of the paper's text ("tampered content, positions and artifacts") and of related sets.
 */
export const FIELD_NAMES = {
  regions: ['regions', 'instances', 'objects', 'tampered_regions', 'tampered_instances', 'tampered_objects', 'tampered_areas', 'areas', 'items', 'annotations', 'targets'],
  title: ['title', 'name', 'object', 'instance', 'target', 'tampered_object', 'tampered_content', 'content', 'tampered_target', 'category'],
  text: ['text', 'transcription', 'ocr', 'tampered_text', 'text_content', 'recognition', 'characters'],
  absolute_position: ['absolute_position', 'absolute_location', 'abs_position', 'absolute_pos', 'absolute', 'position', 'location', 'area'],
  relative_position: ['relative_position', 'relative_location', 'rel_position', 'relative_pos', 'relative', 'relation'],
  method_guess: ['method_guess', 'method', 'tampering_method', 'tamper_method', 'tampering_type', 'tamper_type', 'manipulation', 'manipulation_type', 'forgery_type', 'forgery_method'],
  artifacts: ['artifacts', 'artifact', 'artifact_types', 'traces', 'trace', 'clues', 'tampering_traces', 'tampering_artifacts', 'inconsistencies', 'visual_inconsistencies', 'evidence'],
  description: ['description', 'describe', 'reason', 'reasoning', 'explanation', 'analysis', 'details', 'detail', 'artifact_description', 'trace_description', 'judgment_basis', 'judgement_basis'],
  confidence: ['confidence', 'certainty'],
  summary: ['summary', 'overall', 'overall_description', 'conclusion', 'caption'],
  verdict: ['verdict', 'is_tampered', 'tampered', 'forged', 'is_forged', 'fake', 'is_fake', 'result'],
  domain: ['domain', 'scene', 'image_type', 'type'],
} as const;
export type FieldName = keyof typeof FIELD_NAMES;

const FIELD_OF: ReadonlyMap<string, FieldName> = new Map((Object.entries(FIELD_NAMES) as [FieldName, readonly string[]][]).flatMap(([field, names]) => names.map((name) => [name, field] as const)));

export function fieldOf(key: string): FieldName | null {
  const folded = key.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return FIELD_OF.get(folded) ?? null;
}

/** The ninth that a phrase names ("in the upper left corner", "bottom-center"), or null where it names none or several. */
export function positionIn(phrase: string): Position | null {
  const words = ` ${phrase.toLowerCase().replaceAll(/[^a-z]+/g, ' ')} `;
  const has = (pattern: RegExp): boolean => pattern.test(words);
  const rows = [has(/ (top|upper|uppermost) /) ? 'top' : '', has(/ (bottom|lower|lowermost) /) ? 'bottom' : ''].filter((row) => row !== '');
  const columns = [has(/ (left|leftmost) /) ? 'left' : '', has(/ (right|rightmost) /) ? 'right' : ''].filter((column) => column !== '');
  const middle = has(/ (cent(er|re)|central|middle|mid) /);
  if (rows.length > 1 || columns.length > 1 || (rows.length === 0 && columns.length === 0 && !middle)) return null;
  const [row] = rows;
  const [column] = columns;
  if (row === undefined && column === undefined) return 'center';
  return `${row ?? 'middle'}-${column ?? 'center'}` as Position;
}

const RELATION_PATTERNS: readonly (readonly [RegExp, Relation])[] = [
  [/\b(to the )?left[ _]?(of|side of)\b/i, 'left_of'],
  [/\b(to the )?right[ _]?(of|side of)\b/i, 'right_of'],
  [/\b(above|over|on top of)\b/i, 'above'],
  [/\b(below|under|underneath|beneath)\b/i, 'below'],
  [/\b(inside|within|in)\b/i, 'inside'],
  [/\b(next[ _]to|beside|near|adjacent to|close to|by)\b/i, 'next_to'],
];

/** "to the left of the red car" as relation and anchor; null where no relation is named. */
export function relationIn(phrase: string): { relation: Relation; anchor: string } | null {
  for (const [pattern, relation] of RELATION_PATTERNS) {
    const found = pattern.exec(phrase);
    if (found === null) continue;
    return { relation, anchor: phrase.slice(found.index + found[0].length).replace(/^[\s:,]*(the|a|an)?\s+/i, '').replace(/[\s.;,]+$/, '') };
  }
  return null;
}

const METHOD_PATTERNS: readonly (readonly [RegExp, Method])[] = [
  [/copy[ _-]?(move|paste)|clon/i, 'copy_move'],
  [/splic|paste|composit|insert/i, 'splicing'],
  [/remov|eras|inpaint|delet/i, 'removal'],
  [/generat|aigc|gan\b|diffusion|deep ?fake|synthes|face[ _-]?swap/i, 'generation'],
  [/\bprint/i, 'print'],
  [/\bunknown\b/i, 'unknown'],
];

export function methodIn(phrase: string): Method | null {
  return METHOD_PATTERNS.find(([pattern]) => pattern.test(phrase))?.[1] ?? null;
}

const TRACE_PATTERNS: readonly (readonly [RegExp, ArtifactTrace])[] = [
  [/\b(edges?|boundar(y|ies)|borders?|outlines?|contours?|seams?)\b/i, 'edge'],
  [/\btextures?\b/i, 'texture'],
  [/\b(nois[ey]|noises|grain)\b/i, 'noise'],
  [/\b(blur\w*|sharp\w*|smooth\w*|focus)\b/i, 'blur'],
  [/\b(resolution|pixelat\w*|aliasing)\b/i, 'resolution'],
  [/\b(light\w*|illuminat\w*|bright\w*|exposure)\b/i, 'lighting'],
  [/\bshadows?\b/i, 'shadow'],
  [/\b(colou?rs?|hues?|tones?|saturation)\b/i, 'color'],
  [/\b(perspective|geometr\w*|scale|proportions?)\b/i, 'perspective'],
  [/\b(fonts?|typefaces?|strokes?|glyphs?)\b/i, 'font'],
  [/\b(align\w*|misalign\w*|baseline)\b/i, 'alignment'],
  [/\b(spacing|kerning)\b/i, 'spacing'],
  [/\b(semantic\w*|logic\w*|context\w*|implausib\w*|physical laws?)\b/i, 'semantic'],
  [/\b(compress\w*|jpeg|block\w*)\b/i, 'compression'],
  [/\b(anatom\w*|fingers?|facial)\b/i, 'anatomy'],
];

/** Kinds of trace that a phrase names, in the order of the vocabulary. */
export function tracesIn(phrase: string): readonly ArtifactTrace[] {
  return TRACE_PATTERNS.filter(([pattern]) => pattern.test(phrase.replaceAll('_', ' '))).map(([, trace]) => trace);
}
