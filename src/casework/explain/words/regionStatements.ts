import type { Comparison, Ground, RegionMeasurement } from '../../../contract/index.ts';
import { percent, probability, wholeNumber } from '../../sheet/html.ts';
import { levelOf, measuredMethod, NOTABLE, OUTLINE_EDGE, RELIABLE } from './assess.ts';
import type { Draft } from './draft.ts';
import { ground, measuredDraft } from './draft.ts';
import { comparedValue, listed, placeInWords, shareOfPicture, signed, withUnit } from './print.ts';
import type { Family } from './quantityWords.ts';
import { FAMILY_NAMES, QUANTITY_WORDS } from './quantityWords.ts';

/** Everything said of one region, most telling first. */
export function regionStatements(region: RegionMeasurement): readonly Draft[] {
  const of = (level: ReturnType<typeof levelOf>): readonly Comparison[] => region.comparisons.filter((one) => levelOf(one) === level).toSorted((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0));
  return [
    place(region),
    ...of('notable').map((one) => difference(region, one, false)),
    ...outline(region),
    ...of('slight').map((one) => difference(region, one, true)),
    ...same(region, of('none'), of('notable').length + of('slight').length),
    ...unmeasured(region, of('unmeasured')),
    method(region),
    ...doubt(region),
  ];
}

function place(region: RegionMeasurement): Draft {
  const { displayBox: box, area, share } = region;
  const reliability = region.meanReliability === null ? '' : `, mean reliability ${probability(region.meanReliability)}`;
  return measuredDraft('place', [region.region], {
    plain: `Region ${region.region} lies ${placeInWords(region.position)}. It covers ${shareOfPicture(share)}.`,
    technical: `Region ${region.region}: centre of mass in the ${region.position} ninth; box ${box.width} x ${box.height} px at (${box.x}, ${box.y}) as displayed; ${wholeNumber(area)} px, ${percent(share)}; mean probability ${probability(region.meanProbability)}, peak ${probability(region.peakProbability)}${reliability}.`,
  }, [
    ground('position', region.region, region.position),
    ground('share', region.region, shareOfPicture(share)),
    ground('area', region.region, `${wholeNumber(area)} px`),
    ground('probability', region.region, `mean ${probability(region.meanProbability)}, peak ${probability(region.peakProbability)}`),
  ]);
}

function comparisonGround(region: RegionMeasurement, one: Comparison): Ground {
  return ground(one.quantity, region.region, one.effect === null ? `not measured: ${one.reason ?? 'no reason given'}` : comparedValue(one));
}

function difference(region: RegionMeasurement, one: Comparison, slight: boolean): Draft {
  const words = QUANTITY_WORDS[one.quantity];
  const direction = (one.effect ?? 0) > 0 ? words.more : words.less;
  // A large effect is no more than slight where much of the picture is as far off.
  const common = one.rarity !== null && one.rarity > NOTABLE.rarity;
  const degree = Math.abs(one.effect ?? 0) < NOTABLE.effect ? ', but only slightly' : '';
  const plain = slight
    ? `Region ${region.region} ${direction.plain}${degree}.${common ? ' Other places in the picture are as far off.' : ''}`
    : `Region ${region.region} ${direction.plain}. ${direction.cause}`;
  const rarity = one.rarity === null ? '' : `; ${percent(one.rarity)} of the outside windows are at least as far off`;
  const technical = `${words.name}, region ${region.region}: median inside ${withUnit(one.inside ?? 0, one.unit)}, outside ${withUnit(one.outside ?? 0, one.unit)}; effect ${signed(one.effect ?? 0)} spreads (1.4826 MAD)${rarity}; ${one.insideWindows} windows inside, ${one.outsideWindows} outside. ${slight ? (degree === '' ? 'Not rare, so no more than slight.' : 'Slight.') : `Notable. ${direction.cause}`}`;
  return measuredDraft('trace', [region.region], { plain, technical }, [comparisonGround(region, one)]);
}

function outline(region: RegionMeasurement): readonly Draft[] {
  const { outlineContrast: contrast } = region;
  if (contrast === null || contrast < OUTLINE_EDGE) return [];
  return [measuredDraft('trace', [region.region], {
    plain: `The outline of region ${region.region} runs along an edge in the picture. A piece that was put in can cause this; so can any object that simply stands there.`,
    technical: `Outline of region ${region.region}: mean luma step across the outline is ${withUnit(contrast, '')} times that along it. An inserted piece can cause this; so can the border of an object in the scene.`,
  }, [ground('outline', region.region, `${withUnit(contrast, '')} (step across against along)`)])];
}

function same(region: RegionMeasurement, comparisons: readonly Comparison[], differing: number): readonly Draft[] {
  if (comparisons.length === 0) return [];
  const names = listed(plainNames(region, comparisons));
  const terms = comparisons.map(({ quantity, effect }) => `${QUANTITY_WORDS[quantity].name} ${signed(effect ?? 0)}`).join(', ');
  const alone = differing > 0 ? '' : ' It was marked for how it looks to the program, not for any of these.';
  return [measuredDraft('trace', [region.region], {
    plain: `Region ${region.region} does not differ from the rest of the picture in ${names}.${alone}`,
    technical: `Region ${region.region}, within 2 spreads of the outside median: ${terms}.${alone}`,
  }, comparisons.map((one) => comparisonGround(region, one)))];
}

/** A family that does not differ in any of its quantities is named as one, so that the sentence stays short. */
function plainNames(region: RegionMeasurement, same: readonly Comparison[]): readonly string[] {
  const family = ({ quantity }: Comparison): Family => QUANTITY_WORDS[quantity].family;
  const names = same.map((one) => {
    const whole = region.comparisons.filter((other) => family(other) === family(one) && other.effect !== null);
    return whole.length > 1 && whole.every((other) => same.includes(other)) ? FAMILY_NAMES[family(one)] : QUANTITY_WORDS[one.quantity].plainName;
  });
  return [...new Set(names)];
}

function unmeasured(region: RegionMeasurement, comparisons: readonly Comparison[]): readonly Draft[] {
  if (comparisons.length === 0) return [];
  const byReason = Map.groupBy(comparisons, ({ reason }) => reason ?? 'no reason given');
  const plain = [...byReason].map(([reason, group]) => `${listed(group.map(({ quantity }) => QUANTITY_WORDS[quantity].plainName))} (${plainReason(reason)})`).join('; ');
  const technical = [...byReason].map(([reason, group]) => `${listed(group.map(({ quantity }) => QUANTITY_WORDS[quantity].name))} (${reason})`).join('; ');
  return [measuredDraft('limit', [region.region], {
    plain: `Not measured in region ${region.region}: ${plain}.`,
    technical: `No comparison for region ${region.region}: ${technical}.`,
  }, comparisons.map((one) => comparisonGround(region, one)))];
}

/** Reasons of the measurement for anyone; one it does not know stays as it is. */
function plainReason(reason: string): string {
  if (/jpeg/i.test(reason)) return 'the file is not a JPEG or its data cannot be read';
  if (/blocks of 8|million/.test(reason)) return 'the file is stored in a way that does not allow it';
  return /small|window|few|flat|enough/i.test(reason) ? 'too little to compare' : reason;
}

function method(region: RegionMeasurement): Draft {
  const foreign = region.comparisons.find(({ quantity }) => quantity === 'foreign_grid');
  if (measuredMethod(region) === 'splicing' && foreign !== undefined) {
    return measuredDraft('method', [region.region], {
      plain: `Region ${region.region} may have been pasted from another JPEG. This is a weak hint, since it rests on one trace.`,
      technical: `Method guess for region ${region.region}: splicing, low confidence; from the foreign grid alone, which a move within the picture would leave as well.`,
    }, [comparisonGround(region, foreign)]);
  }
  return measuredDraft('method', [region.region], {
    plain: `How region ${region.region} came about cannot be told from these measurements.`,
    technical: `Method guess for region ${region.region}: unknown. ${foreign === undefined || foreign.effect === null ? 'The foreign grid could not be measured here.' : 'No strong foreign grid.'}`,
  }, foreign === undefined ? [ground('probability', region.region, `mean ${probability(region.meanProbability)}`)] : [comparisonGround(region, foreign)]);
}

function doubt(region: RegionMeasurement): readonly Draft[] {
  const reliability = region.meanReliability;
  if (reliability === null || reliability >= RELIABLE) return [];
  return [measuredDraft('limit', [region.region], {
    plain: `The program itself is not sure of region ${region.region}.`,
    technical: `Mean predicted reliability in region ${region.region} is ${probability(reliability)}, below ${probability(RELIABLE)}.`,
  }, [ground('reliability', region.region, probability(reliability))])];
}
