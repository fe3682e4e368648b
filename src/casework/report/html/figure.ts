import { statedBytes } from '../pdf/attachments.ts';
import type { FigureBlock } from '../pdf/figures.ts';
import { figureCaption } from '../pdf/figures.ts';
import type { Legend, ReportPicture, ScaleBar } from '../document.ts';
import { html } from './text.ts';

/** A picture as a data address, checked against its digest. Errors: FILE_CHANGED, FILE_NOT_FOUND. */
export function pictureElement(picture: ReportPicture): string {
  const bytes = statedBytes(picture.path, picture.path, null, picture.sha256);
  const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/png';
  return `<img src="data:${type};base64,${Buffer.from(bytes).toString('base64')}" width="${picture.width}" height="${picture.height}" alt="${html(picture.alternative)}">`;
}

export function* figureParts(block: FigureBlock): Generator<string> {
  if (block.pictures.length === 0) return;
  yield `<figure><div class="${block.arrangement === 'row' ? 'row' : 'pictures'}">`;
  for (const [index, picture] of block.pictures.entries()) {
    // Shares of the width as the pixels are: all pictures of a pair stand at one scale, and none larger than its pixels.
    const size = block.arrangement === 'row' ? '' : ` style="flex:${picture.width} 1 0;max-width:${picture.width}px"`;
    yield `<div${size}>${pictureElement(picture)}`;
    if (picture.label !== '') yield `<p class="label">${html(picture.label)}</p>`;
    if (index === 0 && block.scaleBar !== null && block.arrangement !== 'row') yield scaleBar(block.scaleBar, picture.width);
    yield '</div>';
  }
  yield '</div>';
  if (block.legend !== null) yield `<div class="key">${legend(block.legend)}</div>`;
  yield `<figcaption>${html(figureCaption(block))}</figcaption></figure>`;
}

function scaleBar(bar: ScaleBar, width: number): string {
  const share = (100 * bar.pixels) / bar.perFilePixel / width;
  if (share > 100) return '';
  return `<div role="img" aria-label="Scale bar of ${bar.pixels} pixels of the evidence"><div class="bar" style="width:${share.toFixed(3)}%"></div><p class="label">${bar.pixels} px of the evidence</p></div>`;
}

function legend(value: Legend): string {
  const stops = value.stops.map((stop) => `${/^#[0-9a-fA-F]{3,8}$/.test(stop.colour) ? stop.colour : '#888'} ${(100 * stop.at).toFixed(1)}%`).join(',');
  const [said, mark, words] = value.threshold === null ? ['', '', ''] : thresholdOf(value.threshold);
  return `<div class="legend" role="img" aria-label="Colour legend: ${html(value.title)}, from 0 to 1${said}">${html(value.title)}<div class="ramp" style="background:linear-gradient(to right,${stops})">${mark}</div><div class="ends"><span>0</span><span>${words}</span><span>1</span></div></div>`;
}

/** As it is said, marked on the ramp and printed below it. */
function thresholdOf(threshold: number): readonly [said: string, mark: string, words: string] {
  const at = (100 * Math.min(1, Math.max(0, threshold))).toFixed(1);
  const words = `threshold ${threshold.toFixed(2)}`;
  return [`, ${words}`, `<div class="mark" style="left:${at}%"></div>`, words];
}
