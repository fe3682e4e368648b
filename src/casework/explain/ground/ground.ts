import type { ArtifactTrace, ExplainedRegion, RegionMeasurement, Strike } from '../../../contract/index.ts';
import { artifactTraceSchema, methodSchema, relationSchema } from '../../../contract/index.ts';
import type { Answered, AnsweredRegion, Explained, Known } from '../types.ts';
import { domainOf, verdictOf } from '../words/assess.ts';
import type { Draft } from '../words/draft.ts';
import { fitting, numbered } from '../words/draft.ts';
import { extentClaim, plainDraft, proseDrafts, regionDrafts, relationName } from './regionDrafts.ts';

/**
 * A model's answers against the evidence: the content with measured fields from `known` and only those words of the model that stand, and every sentence of the model
 * with what it rests on (none: its opinion) or why it was struck. Nothing the model says changes verdict, domain, places or the number of regions. Pure.
 */
export function groundAnswer(known: Known, answered: Answered): Explained {
  const answers = new Map<number, AnsweredRegion>();
  const surplus: Draft[] = [];
  for (const answer of answered.regions) {
    const measured = known.measurement.regions.some(({ region }) => region === answer.id);
    if (measured && !answers.has(answer.id)) answers.set(answer.id, answer);
    else surplus.push(...refused(answer, measured, known));
  }
  const perRegion = known.measurement.regions.map((region) => {
    const answer = answers.get(region.region);
    const drafts = answer === undefined ? [] : regionDrafts(answer, region, known, answered.withdrawn.filter((one) => one.region === answer.id));
    return { region, answer, drafts };
  });
  const summary = proseDrafts('summary', answered.summary, [], known, []);
  return {
    content: {
      verdict: verdictOf(known),
      domain: domainOf(known),
      regions: perRegion.map(({ region, answer, drafts }) => contentOf(region, answer, drafts)),
      summary: fitting(standing(summary), 500),
    },
    statements: numbered([...extentClaim(answered.claimedCount, known), ...perRegion.flatMap(({ drafts }) => drafts), ...surplus, ...summary]),
  };
}

/** What was answered for a region that does not exist, or a second time for one: kept in the log, never in the content. */
function refused(answer: AnsweredRegion, measured: boolean, known: Known): Draft[] {
  const strike: Strike = { reason: 'region', words: `region ${answer.id}`, because: measured ? `Region ${answer.id} was already described.` : `The finding has no measured region ${answer.id}; it has ${known.measurement.regionsInAll} in all.` };
  const words = [answer.title, answer.description].map((each) => each.trim()).filter((each) => each !== '').join(': ');
  return [{ ...plainDraft('description', [], `Region ${answer.id}: ${words === '' ? 'no words' : words}`, []), struck: strike }];
}

function standing(drafts: readonly Draft[]): string[] {
  return drafts.filter(({ struck }) => struck === null).map(({ plain }) => plain);
}

const LOWER = { high: 'medium', medium: 'low', low: 'low' } as const;

/** A region as it may be shown. A model that was contradicted on it is trusted one step less. */
function contentOf(region: RegionMeasurement, answer: AnsweredRegion | undefined, drafts: readonly Draft[]): ExplainedRegion {
  const stands = (topic: Draft['topic']): boolean => drafts.some((draft) => draft.topic === topic && draft.struck === null);
  const title = answer?.title.trim() ?? '';
  const contradicted = drafts.some(({ struck }) => struck !== null && struck.reason !== 'self_check');
  const relation = relationSchema.safeParse(relationName(answer?.relation?.relation ?? ''));
  const method = methodSchema.safeParse(answer?.method ?? '');
  const traces = new Set(drafts.filter(({ topic, struck }) => topic === 'trace' && struck === null).flatMap(({ plain }) => traceNamed(plain)));
  return {
    id: region.region,
    title: stands('title') && title !== '' ? title.slice(0, 60).replace(/[\uD800-\uDBFF]$/, '') : `Region ${region.region}`,
    text: stands('text') ? (answer?.text ?? null) : null,
    absolute_position: region.position,
    relative_position: stands('relation') && relation.success && answer !== undefined && answer.relation !== null ? { relation: relation.data, anchor: answer.relation.anchor } : null,
    method_guess: stands('method') && method.success ? method.data : 'unknown',
    artifacts: (answer?.artifacts ?? []).flatMap((name) => artifactTraceSchema.safeParse(name).data ?? []).filter((name, index, all) => traces.has(name) && all.indexOf(name) === index),
    description: fitting(standing(drafts.filter(({ topic }) => topic === 'description')), 400),
    confidence: answer === undefined ? 'low' : contradicted ? LOWER[answer.confidence] : answer.confidence,
  };
}

/** The trace a trace statement names: its last word. */
function traceNamed(plain: string): ArtifactTrace[] {
  const name = artifactTraceSchema.safeParse(/(\w+)\.$/.exec(plain)?.[1]);
  return name.success ? [name.data] : [];
}
