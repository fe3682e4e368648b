import { type Point, precisionRecallPoints, rocPoints, type ThresholdPoint, thresholdCurves } from '../curves.ts';
import type { MethodResults, PictureResult } from '../evaluateSet.ts';
import { areaUnderCurve, averagePrecision } from '../metrics.ts';
import { methodTitle } from '../words.ts';
import { type Axis, drawPlot } from './plot.ts';

export interface Chart {
  /** Name of the file, without folder. */
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;
const BINS = 20;

/** Every chart that can be drawn of a set: those of image scores need altered and untouched pictures, those of pixels altered ones. */
export function setCharts(set: string, methods: readonly MethodResults[]): readonly Chart[] {
  return [...rankingCharts(set, methods), ...methods.flatMap((method) => [...thresholdChart(set, method), ...scoreChart(set, method)])];
}

function axis(label: string): Axis {
  return { label, from: 0, to: 1, ticks: TENTHS };
}

function scoresOf(results: readonly PictureResult[], altered: boolean): readonly number[] {
  return results.flatMap((result) => (result.altered === altered && result.error === null && result.score !== null ? [result.score] : []));
}

/** ROC and precision-recall, all methods in one picture. */
function rankingCharts(set: string, methods: readonly MethodResults[]): readonly Chart[] {
  const scored = methods.map(({ method, results }) => ({ name: methodTitle(method.name), threshold: method.threshold, altered: scoresOf(results, true), untouched: scoresOf(results, false) })).filter(({ altered, untouched }) => altered.length > 0 && untouched.length > 0);
  const [first] = scored;
  if (first === undefined) return [];
  const share = (values: readonly number[], threshold: number): number => values.filter((value) => value >= threshold).length / values.length;
  const precision = (altered: readonly number[], untouched: readonly number[], threshold: number): number => {
    const [found, wrong] = [altered, untouched].map((values) => values.filter((value) => value >= threshold).length);
    return (found ?? 0) / Math.max(1, (found ?? 0) + (wrong ?? 0));
  };
  const counts = `${first.altered.length} altered and ${first.untouched.length} untouched pictures`;
  const areas = scored.map(({ name, altered, untouched }) => `${name} ${areaUnderCurve(altered, untouched).toFixed(3)}`);
  const averages = scored.map(({ name, altered, untouched }) => `${name} ${averagePrecision(altered, untouched).toFixed(3)}`);
  const prevalence = first.altered.length / (first.altered.length + first.untouched.length);
  return [
    {
      file: `${set}-roc.svg`,
      title: `${set}: ROC of the image score`,
      svg: drawPlot({
        title: `${set}: ROC of the image score`,
        description: `Receiver operating characteristic over ${counts}. Area under the curve: ${areas.join(', ')}. A circle marks the threshold in use.`,
        x: axis('untouched pictures called altered (false-positive rate)'), y: axis('altered pictures found (recall)'),
        lines: scored.map(({ altered, untouched, threshold }, at) => ({ name: areas[at] ?? '', points: rocPoints(altered, untouched), marked: { x: share(untouched, threshold), y: share(altered, threshold) } })),
        guides: [{ name: 'chance', from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
      }),
    },
    {
      file: `${set}-precision-recall.svg`,
      title: `${set}: precision and recall of the image score`,
      svg: drawPlot({
        title: `${set}: precision and recall of the image score`,
        description: `Precision against recall over ${counts}. Average precision: ${averages.join(', ')}; chance ${prevalence.toFixed(3)}. A circle marks the threshold in use.`,
        x: axis('altered pictures found (recall)'), y: axis('altered among those called altered (precision)'),
        lines: scored.map(({ altered, untouched, threshold }, at) => ({
          name: averages[at] ?? '',
          points: stepped(precisionRecallPoints(altered, untouched)),
          ...(share(altered, threshold) + share(untouched, threshold) === 0 ? {} : { marked: { x: share(altered, threshold), y: precision(altered, untouched, threshold) } }),
        })),
        guides: [{ name: `chance ${prevalence.toFixed(3)}`, from: { x: 0, y: prevalence }, to: { x: 1, y: prevalence } }],
      }),
    },
  ];
}

/** Precision-recall as steps: up to each recall the precision there, as average precision counts it; a straight line between two points would promise too much. */
function stepped(points: readonly Point[]): readonly Point[] {
  return points.flatMap((point, at) => [{ x: points[at - 1]?.x ?? 0, y: point.y }, point]);
}

/** F1, precision and recall of pixels by threshold. */
function thresholdChart(set: string, { method, sums }: MethodResults): readonly Chart[] {
  const { mean, pooled } = thresholdCurves(sums);
  if (mean.length === 0) return [];
  const line = (name: string, points: readonly ThresholdPoint[], read: (point: ThresholdPoint) => number) => ({ name, points: points.map((point) => ({ x: point.threshold, y: read(point) })) });
  const title = `${set}: pixels by threshold, ${methodTitle(method.name)}`;
  const at = mean.find(({ threshold }) => threshold >= method.threshold);
  const inUse = at === undefined ? '' : ` At the threshold of ${method.threshold}: mean F1 ${at.f1.toFixed(3)}, precision ${at.precision.toFixed(3)}, recall ${at.recall.toFixed(3)}.`;
  return [{
    file: `${set}${suffix(method.name)}-threshold.svg`,
    title,
    svg: drawPlot({
      title,
      description: `F1, precision and recall of pixels by the threshold from which a pixel counts as found, over ${sums.pictures} altered pictures: means over pictures, and of all their pixels in one count.${inUse}`,
      x: axis('threshold'), y: axis('score'),
      lines: [
        line('F1, mean', mean, ({ f1 }) => f1), line('precision, mean', mean, ({ precision }) => precision), line('recall, mean', mean, ({ recall }) => recall),
        line('F1, all pixels', pooled, ({ f1 }) => f1), line('precision, all pixels', pooled, ({ precision }) => precision), line('recall, all pixels', pooled, ({ recall }) => recall),
      ],
      guides: [{ name: `threshold ${method.threshold}`, from: { x: method.threshold, y: 0 }, to: { x: method.threshold, y: 1 } }],
    }),
  }];
}

/** Image scores, altered beside untouched. */
function scoreChart(set: string, { method, results }: MethodResults): readonly Chart[] {
  const series = [{ name: 'altered', scores: scoresOf(results, true) }, { name: 'untouched', scores: scoresOf(results, false) }].filter(({ scores }) => scores.length > 0);
  if (series.length === 0) return [];
  const bars = series.map(({ name, scores }) => ({ name: `${name} (${scores.length})`, heights: histogram(scores).map((count) => count / scores.length) }));
  const highest = Math.max(...bars.flatMap(({ heights }) => heights));
  const step = highest <= 0.5 ? 0.1 : 0.2;
  const top = Math.ceil(highest / step - 1e-9) * step;
  const title = `${set}: image scores, ${methodTitle(method.name)}`;
  const found = series.map(({ name, scores }) => `${scores.filter((score) => score >= method.threshold).length} of ${scores.length} ${name} ones`);
  return [{
    file: `${set}${suffix(method.name)}-scores.svg`,
    title,
    svg: drawPlot({
      title,
      description: `Share of pictures by image score in ${BINS} bins. At the threshold of ${method.threshold} or above: ${found.join(', ')}.`,
      x: axis('image score'), y: { label: 'share of pictures', from: 0, to: top, ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step) },
      bars,
      guides: [{ name: `threshold ${method.threshold}`, from: { x: method.threshold, y: 0 }, to: { x: method.threshold, y: top } }],
    }),
  }];
}

function histogram(scores: readonly number[]): readonly number[] {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const score of scores) {
    const bin = Math.min(BINS - 1, Math.floor(score * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function suffix(method: string): string {
  return method === 'network' ? '' : `-${method}`;
}
