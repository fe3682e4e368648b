import { describe, expect, test } from 'vitest';
import { addLevels, emptySums } from '../curves.ts';
import { failedResult, type MethodResults } from '../evaluateSet.ts';
import { countLevels } from '../metrics.ts';
import { drawPlot } from './plot.ts';
import { setCharts } from './setCharts.ts';
import { element, escapeText } from './svg.ts';

test('text cannot leave its place in the document', () => {
  expect(escapeText('<b a="1">&\u0007')).toBe('&lt;b a=&quot;1&quot;&gt;&amp;?');
  expect(element('text', { x: 1 / 3, fill: '"><script>' }, 'a & b')).toBe('<text x="0.33" fill="&quot;&gt;&lt;script&gt;">a &amp; b</text>');
});

describe('a plot', () => {
  const axis = { label: 'share', from: 0, to: 1, ticks: [0, 0.5, 1] };

  test('has title, description, labelled axes, and points where they belong', () => {
    const svg = drawPlot({ title: 'T <1>', description: 'D', x: { ...axis, label: 'across' }, y: { ...axis, label: 'up' }, lines: [{ name: 'one', points: [{ x: 0, y: 0 }, { x: 0.5, y: 1 }], marked: { x: 1, y: 1 } }], guides: [{ name: 'chance', from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }] });
    expect(svg).toContain('<title id="title">T &lt;1&gt;</title><desc id="description">D</desc>');
    expect(svg).toContain('role="img" aria-labelledby="title description"');
    // The area begins at (64, 48) and is 440 x 340.
    expect(svg).toContain('d="M64 388L284 48"');
    expect(svg).toContain('<circle cx="504" cy="48"');
    for (const words of ['across', 'up', 'one', 'chance', '0.5']) expect(svg).toContain(`>${words}</text>`);
    expect(svg).toContain('<rect x="0" y="0" width="860" height="460" fill="#ffffff"/>');
    expect(svg).not.toMatch(/<style|<script|href|style=/);
  });

  test('bars stand on the axis, one a bin and series; empty ones are left out', () => {
    const svg = drawPlot({ title: 't', description: 'd', x: axis, y: axis, bars: [{ name: 'a', heights: [0, 0.5] }, { name: 'b', heights: [1, 0] }] });
    const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" stroke/g)].map((match) => match.slice(1).map(Number));
    // Bins of 220 px, each series 42 % of one; the last two are the legend's.
    expect(bars.slice(0, 2)).toEqual([[301.6, 218, 92.4, 170], [174, 48, 92.4, 340]]);
    expect(bars).toHaveLength(4);
  });

  test('many points are thinned out, the last stays', () => {
    const points = Array.from({ length: 20_001 }, (_, at) => ({ x: at / 20_000, y: at / 20_000 }));
    const path = / d="([^"]*)"/.exec(drawPlot({ title: 't', description: 'd', x: axis, y: axis, lines: [{ name: 'a', points }] }))?.[1] ?? '';
    expect(path.split('L').length).toBeLessThan(1200);
    expect(path.endsWith('L504 48')).toBe(true);
  });
});

describe('charts of a set', () => {
  const base = { ...failedResult({ name: '', tampered: null }, { code: 'IMAGE_CORRUPT', message: '' }), error: null };
  const sums = emptySums();
  addLevels(sums, countLevels({ width: 2, height: 1, data: Uint8Array.of(200, 0) }, { width: 2, height: 1, data: Uint8Array.of(255, 0) }));
  const method = (name: 'network' | 'ela', scores: readonly (readonly [boolean, number])[]): MethodResults => ({
    method: { name, threshold: 0.5, lanes: 1, run: () => Promise.reject(new Error('not run')) }, sums, identity: null,
    results: scores.map(([altered, score], at) => ({ ...base, image: String(at), altered, score })),
  });

  test('methods share ROC and precision-recall and have their own others; figures are in the description', () => {
    const both = [[true, 0.9], [true, 0.4], [false, 0.6], [false, 0.1]] as const;
    const charts = setCharts('a<b', [method('network', both), method('ela', both)]);
    expect(charts.map(({ file }) => file)).toEqual(['a<b-roc.svg', 'a<b-precision-recall.svg', 'a<b-threshold.svg', 'a<b-scores.svg', 'a<b-ela-threshold.svg', 'a<b-ela-scores.svg']);
    expect(charts[0]?.svg).toContain('over 2 altered and 2 untouched pictures. Area under the curve: network 0.750, ');
    expect(charts[2]?.svg).toContain('mean F1 1.000');
    expect(charts[3]?.svg).toContain('1 of 2 altered ones, 1 of 2 untouched ones');
    for (const { svg } of charts) expect(svg).toContain('a&lt;b');
  });

  test('precision-recall is drawn in steps, whose area is the average precision', () => {
    const [, chart] = setCharts('s', [method('network', [[true, 0.9], [false, 0.6], [true, 0.4]])]);
    // To recall 1/2 at precision 1, then at recall 1 precision 2/3: y from 48 to 388, x from 64 to 504.
    expect(chart?.svg).toContain('d="M64 48L284 48L284 218L284 161.33L504 161.33"');
    expect(chart?.svg).toContain('network 0.833');
  });

  test('without untouched pictures there is no ranking to draw', () => {
    expect(setCharts('s', [method('network', [[true, 0.9]])]).map(({ file }) => file)).toEqual(['s-threshold.svg', 's-scores.svg']);
  });
});
