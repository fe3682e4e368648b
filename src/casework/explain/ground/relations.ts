import type { RegionMeasurement } from '../../../contract/index.ts';
import { ground } from '../words/draft.ts';
import { placeInWords, shareOfPicture } from '../words/print.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { Context } from './text.ts';

/** Places and sizes of one numbered region against another: "region 2 is above region 1", "region 1 is smaller than region 3". */

const SIDES: readonly (readonly [RegExp, 'x' | 'y', -1 | 1])[] = [
  [/\b(?:to the )?left of$/, 'x', -1], [/\b(?:to the )?right of$/, 'x', 1], [/\b(?:above|over|higher than|on top of)$/, 'y', -1], [/\b(?:below|under|beneath|underneath|lower than)$/, 'y', 1],
];
const SIZES: readonly (readonly [RegExp, -1 | 1])[] = [[/\b(?:larger|bigger|wider|greater|more extensive) (?:in (?:size|area) )?than$/, 1], [/\b(?:smaller|tinier|less extensive|narrower) (?:in (?:size|area) )?than$/, -1], [/\bas (?:large|big) as$/, 1]];

/** Pairs "region A ... region B" with the words that stand between them. */
function pairs(context: Context): readonly { first: RegionMeasurement; second: RegionMeasurement; between: string }[] {
  const { regions } = context.known.measurement;
  const named = [...context.text.matchAll(/\bregion #?(\d{1,3})\b/g)];
  const about = context.about.length === 1 ? regions.find(({ region }) => region === context.about[0]) : undefined;
  const found: { first: RegionMeasurement; second: RegionMeasurement; between: string }[] = [];
  for (const [index, match] of named.entries()) {
    const previous = named[index - 1];
    const second = regions.find(({ region }) => region === Number(match[1]));
    const first = previous === undefined ? about : regions.find(({ region }) => region === Number(previous[1]));
    if (first === undefined || second === undefined || first.region === second.region) continue;
    const from = previous === undefined ? 0 : previous.index + previous[0].length;
    found.push({ first, second, between: context.text.slice(from, match.index).replace(/\bthe $/, '').trim() });
  }
  return found;
}

export function besideRegion(context: Context): Judged {
  return together(pairs(context).map(({ first, second, between }) => {
    for (const [words, axis, sign] of SIDES) {
      const match = words.exec(between);
      if (match === null || /,| and /.test(between)) continue;
      const centre = (one: RegionMeasurement): number => (axis === 'x' ? one.displayBox.x + one.displayBox.width / 2 : one.displayBox.y + one.displayBox.height / 2);
      const holds = (centre(first) - centre(second)) * sign > 0;
      const grounds = [first, second].map((one) => ground('position', one.region, one.position));
      if (holds !== /\bnot\b/.test(between)) return { strike: null, grounds };
      return struck('place', `${match[0]} region ${second.region}`, `Region ${first.region} lies ${placeInWords(first.position)}, region ${second.region} ${placeInWords(second.position)}.`, grounds);
    }
    return UNDECIDED;
  }));
}

/** "twice", "3 times", "half" as a factor; 1 where none is said. */
function timesIn(between: string): number {
  const times = /\b(\d+(?:\.\d+)?) times\b/.exec(between)?.[1];
  if (times !== undefined) return Number(times);
  if (/\btwice\b/.test(between)) return 2;
  return /\bhalf\b/.test(between) ? 0.5 : 1;
}

export function sizeAgainstRegion(context: Context): Judged {
  const { regions, regionsInAll } = context.known.measurement;
  const compared = pairs(context).map(({ first, second, between }) => {
    for (const [words, sign] of SIZES) {
      const match = words.exec(between);
      if (match === null) continue;
      const equal = match[0].startsWith('as ');
      const holds = equal ? Math.abs(Math.log(first.area / second.area / timesIn(between))) < Math.log(1.5) : (first.area - second.area) * sign > 0;
      const grounds = [first, second].map((one) => ground('share', one.region, shareOfPicture(one.share)));
      if (holds !== /\bnot\b/.test(between)) return { strike: null, grounds };
      return struck('size', `${match[0]} region ${second.region}`, `Region ${first.region} covers ${shareOfPicture(first.share)}, region ${second.region} ${shareOfPicture(second.share)}.`, grounds);
    }
    return UNDECIDED;
  });
  const extreme = /\b(largest|biggest|smallest|tiniest)\b(?! (?:part|portion))/.exec(context.text);
  const subject = context.clauses.find(({ text }) => extreme !== null && text.includes(extreme[0]));
  const one = subject?.targets.length === 1 && !subject.anyRegion ? subject.targets[0] : undefined;
  if (extreme === null || one === undefined || regions.length < 2 || !/\bregions?\b|\bof (?:them|all|the \d)\b/.test(subject?.text ?? '') || /\bnot\b/.test(subject?.text ?? '')) return together(compared);
  const largest = /largest|biggest/.test(extreme[0]);
  const better = regions.find(({ area }) => (largest ? area > one.area : area < one.area));
  const grounds = [ground('share', one.region, shareOfPicture(one.share))];
  if (better === undefined) return together([...compared, { strike: null, grounds: !largest && regionsInAll > regions.length ? [] : grounds }]);
  return together([...compared, struck('size', extreme[0], `Region ${better.region} covers ${shareOfPicture(better.share)}, region ${one.region} ${shareOfPicture(one.share)}.`, grounds)]);
}
