import type { Domain, ExplanationContent, FindingView, ImageFacts, Measurement, PromptPicture, Statement } from '../../contract/index.ts';

/** Everything that is known of a picture when it is put into words; nothing here comes from a language model. */
export interface Known {
  readonly finding: Pick<FindingView, 'score' | 'scoreCalibrated' | 'threshold' | 'reliability' | 'maskShare' | 'gate' | 'coefficients'>;
  readonly facts: ImageFacts;
  /** As the examiner has set it. */
  readonly domain: Domain;
  readonly measurement: Measurement;
}

/** An explanation before it has a row. */
export interface Explained {
  readonly content: ExplanationContent;
  /** With struck ones; ids 1.. in reading order. */
  readonly statements: readonly Statement[];
}

/** What one region is asked about, after its answer was validated. Everything measurable the model said stands in `claimed`, only to be checked. */
export interface AnsweredRegion {
  readonly id: number;
  readonly title: string;
  readonly text: string | null;
  readonly relation: { readonly relation: string; readonly anchor: string } | null;
  readonly method: string;
  readonly artifacts: readonly string[];
  readonly description: string;
  readonly confidence: 'low' | 'medium' | 'high';
  readonly claimedPosition: string | null;
}

/** A model's answers after the three steps: what step 3 dropped is named by region and field, with the model's reason. */
export interface Answered {
  readonly regions: readonly AnsweredRegion[];
  readonly summary: string;
  readonly claimedCount: number | null;
  readonly withdrawn: readonly { readonly region: number; readonly field: 'title' | 'text' | 'relation' | 'method' | 'artifacts' | 'description'; readonly value: string; readonly why: string }[];
}

export type PromptPictures = readonly PromptPicture[];
