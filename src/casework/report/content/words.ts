import type { Confidence, Domain, ExtractItem, ItemCheck, ReportTemplate, ReviewStatus, SUPPORT_WORDS } from '../../../contract/index.ts';
import { VERDICT_WORDS } from '../../explain/ground/verdict.ts';
import { RELIABLE } from '../../explain/words/assess.ts';
import { count, two } from './print.ts';

export const TEMPLATE_VERSION = 2;

export const TEMPLATE_TITLES: Readonly<Record<ReportTemplate, string>> = {
  court: 'Forensic image examination report',
  newsroom: 'Image verification report',
  insurer: 'Image examination report for a claim',
};

export const STATUS_WORDS: Readonly<Record<ReviewStatus, string>> = {
  unreviewed: 'Not reviewed',
  in_review: 'In review',
  traces_found: 'Traces found',
  inconclusive: 'Inconclusive',
  no_traces_found: 'No traces found by these methods',
  verified: 'Checked against its source by the examiner',
};

export const DOMAIN_WORDS: Readonly<Record<Domain, string>> = { unset: 'Not stated', photo: 'Photograph', document: 'Document', face: 'Face', scene_text: 'Text in a scene' };

/** Names of the sets on which error rates are measured, by class. */
export const DOMAIN_SETS: Readonly<Record<Exclude<Domain, 'unset'>, string>> = { photo: 'natural', document: 'document', face: 'face', scene_text: 'scenetext' };

/** What is known of the sets by name; others are named only. */
export const SET_WORDS: Readonly<Record<string, string>> = {
  natural: 'photographs, alterations made by program, crops of 256 px',
  document: 'documents, alterations made by program, crops of 256 px',
  face: 'faces, alterations made by program, crops of 256 px',
  scenetext: 'signs and other text in scenes, alterations made by program, crops of 256 px',
  imd2020: 'pictures altered by people (IMD2020)',
  misd: 'several pieces put in by people (MISD)',
  casia2: 'pieces put in or copied by people (CASIA 2.0)',
  comofod: 'copies within one picture (CoMoFoD)',
};

export const CHECK_WORDS: Readonly<Record<ItemCheck['outcome'], string>> = { unchanged: 'Unchanged', changed: 'CHANGED SINCE INTAKE', missing: 'MISSING', unreadable: 'UNREADABLE' };

export const CONFIDENCE_WORDS: Readonly<Record<Confidence, string>> = { unstated: 'not stated', weak: 'weak', moderate: 'moderate', strong: 'strong', very_strong: 'very strong' };

type Support = (typeof SUPPORT_WORDS)[number];

export const SUPPORT_SENTENCES: Readonly<Record<Support, string>> = {
  not_stated: 'The examiner has not stated how strongly the findings support either proposition.',
  strong_second: 'The findings give strong support for proposition 2 over proposition 1.',
  moderate_second: 'The findings give moderate support for proposition 2 over proposition 1.',
  weak_second: 'The findings give weak support for proposition 2 over proposition 1.',
  inconclusive: 'The findings do not support one proposition more than the other: they are inconclusive.',
  weak_first: 'The findings give weak support for proposition 1 over proposition 2.',
  moderate_first: 'The findings give moderate support for proposition 1 over proposition 2.',
  strong_first: 'The findings give strong support for proposition 1 over proposition 2.',
};

/** `calculated`: a likelihood ratio of the score stands with an item. */
export function supportScale(calculated: boolean): string {
  return `Scale used: strong, moderate or weak support for proposition 2; inconclusive; weak, moderate or strong support for proposition 1. The words express the examiner’s judgement. ${calculated ? 'The likelihood ratios in section 6 are about the image score alone; the words were not calculated from them.' : 'No likelihood ratio was calculated, because none of the methods was calibrated for one.'}`;
}

/** What the program found, by regions, score and reliability alone; the same rule as in the explanation. Null without a finding. */
export function programResult({ finding }: ExtractItem): string | null {
  if (finding === null) return null;
  const words = finding.regions.length > 0 ? VERDICT_WORDS.tampered : finding.score >= 0.5 || finding.reliability < RELIABLE ? VERDICT_WORDS.uncertain : VERDICT_WORDS.authentic;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The same for a table, where there is no finding too. */
export function programResultOrState(item: ExtractItem): string {
  const words = programResult(item);
  if (words !== null) return words;
  return { pending: 'Not analysed', failed: 'Could not be analysed', skipped: 'Passed over', analysed: 'No finding for the present file' }[item.status];
}

/** "Traces found: 3 regions at threshold 0.50". */
export function resultLine(item: ExtractItem): string {
  const { finding } = item;
  if (finding === null) return programResultOrState(item);
  return `${programResult(item) ?? ''}: ${count(finding.regions.length, 'region')} at threshold ${two(finding.threshold)}`;
}
