import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Attachment, Block, Legend, ReportDocument, ReportPicture } from '../../src/casework/report/document.ts';

/** A report with every kind of block, long tables, long paths, names in other scripts, tall and wide pictures; made anew in `folder`, the same each time. */
export async function richReport(folder: string, watermark: string | null = null): Promise<ReportDocument> {
  const picture = pictureMaker(folder);
  const scene = await picture('scene', 1600, 1066, 'jpeg', 'A: as received');
  const overlay = await picture('overlay', 1600, 1066, 'jpeg', 'B: with the probability above the threshold');
  const wide = await picture('wide', 4200, 300, 'png', 'A: as received');
  const wideOverlay = await picture('wide-overlay', 4200, 300, 'png', 'B: with the probability');
  const tall = await picture('tall', 380, 3600, 'png', 'A: as received');
  const tallOverlay = await picture('tall-overlay', 380, 3600, 'png', 'B: with the probability');
  const tiny = await picture('tiny', 40, 30, 'png', 'Smaller than a thumbnail, and with a label that is wider than the picture itself');
  const crops = await Promise.all(Array.from({ length: 7 }, (_, index) => picture(`crop-${index}`, 220 + 90 * (index % 3), 180 + 70 * (index % 4), 'png', `Region ${index + 1}, twice its size`)));
  const logo = await picture('logo', 480, 120, 'alpha', 'Logo of the laboratory');
  const legend: Legend = { title: 'Probability of alteration', threshold: 0.5, stops: [{ at: 0, colour: '#00204c' }, { at: 0.25, colour: '#414d6b' }, { at: 0.5, colour: '#7c7b78' }, { at: 0.75, colour: '#bcae6c' }, { at: 1, colour: '#ffe945' }] };
  const digest = createHash('sha256').update('evidence').digest('hex');
  const longPath = `evidence/2031/Delivery of 4 May/${'a-very-long-folder-name_without.any space/'.repeat(5)}IMG_20310504_101112_edited_final_FINAL(2).jpeg`;
  const extract = new TextEncoder().encode(JSON.stringify({ schema: 'palimpsest-extract', version: 1, items: Array.from({ length: 500 }, (_, id) => ({ id, path: longPath })) }));
  const mask = await sharp({ create: { width: 200, height: 120, channels: 3, background: '#fff' } }).png().toBuffer();

  const blocks: Block[] = [
    {
      kind: 'cover',
      title: 'Report on the examination of digital images',
      subtitle: 'Case 2031-0417: photographs of a delivered parcel',
      facts: [
        { label: 'Report', value: '2031-0417-R2, version 2, replaces 2031-0417-R1', fixed: false },
        { label: 'Examiner', value: 'Dr. Zoë Łukaszewicz-Ångström, Ελένη Παπαδοπούλου', fixed: false },
        { label: 'Requested by', value: 'Прокуратура города; Văn phòng công tố; उच्च न्यायालय; 検察庁; النيابة', fixed: false },
        { label: 'SHA-256 of the extract', value: sha256(extract), fixed: true },
        { label: 'First file', value: longPath, fixed: true },
        { label: 'Second examiner', value: '', fixed: false },
      ],
      notice: 'This report describes traces found by the methods named in section 5. It does not say who made a change, when or why. It holds for the files with the digests listed in section 2 only.',
    },
    { kind: 'contents' },
    heading(1, '1', 'Question and answer'),
    { kind: 'paragraph', tone: 'normal', text: `${'The request asks whether the photographs show the parcel as it was handed over. '.repeat(7)}\n\nThe findings support the first proposition more than the second (score ≥ 0.50 → mask).` },
    { kind: 'list', ordered: true, items: ['Traces found in 3 of 10 files.', `No traces found by these methods in 6 files. ${'This sentence makes the item long enough to need several lines of text. '.repeat(3)}`, 'Inconclusive: 1 file, because it is smaller than the methods need.'] },
    { kind: 'paragraph', tone: 'warning', text: 'File 7 was no longer the file taken in: its SHA-256 differs. The examiner issued the report all the same, for this reason: the delivery medium was found damaged, and a second copy was compared byte by byte.' },
    { kind: 'paragraph', tone: 'strong', text: 'Conclusions hold at the operating point stated in section 5.' },
    { kind: 'paragraph', tone: 'muted', text: 'Numbers in brackets refer to the regions in section 3. Times are UTC.' },
    heading(1, '2', 'Files examined'),
    heading(2, '2.1', 'Files by digest'),
    { kind: 'paragraph', tone: 'normal', text: 'All files of the delivery are listed.' },
    {
      kind: 'table',
      caption: 'Table 1. Files by path, with the digest taken at intake',
      columns: [column('No.', 0.07, 'right', false), column('Path', 0.4, 'left', true), column('SHA-256', 0.36, 'left', true), column('Bytes', 0.17, 'right', false)],
      rows: Array.from({ length: 60 }, (_, index) => [String(index + 1), index % 9 === 4 ? longPath : `evidence/DSC_${String(1000 + index)}.JPG`, sha256(new Uint8Array([index])), (index * 123_457).toLocaleString('en')]),
    },
    heading(2, '2.2', 'A row taller than a page'),
    { kind: 'table', caption: 'Table 2. Notes of the examiner', columns: [column('Field', 0.25, 'left', false), column('Text', 0.75, 'left', false)], rows: [['Short', 'One line.'], ['Long', 'A note that goes on for longer than any page has room for. '.repeat(140)], ['After', 'The row after the long one.']] },
    heading(1, '3', 'Findings'),
    heading(2, '3.1', 'DSC_1000.JPG'),
    heading(3, '3.1.1', 'Where'),
    { kind: 'facts', rows: [{ label: 'Path', value: longPath, fixed: true }, { label: 'SHA-256', value: digest, fixed: true }, { label: 'Score', value: '0.91, threshold 0.50', fixed: false }, { label: 'Share of the picture', value: '4.1 %', fixed: false }] },
    { kind: 'figure', number: '1', pictures: [scene, overlay], arrangement: 'pair', caption: `DSC_1000.JPG as received and with the probability map. ${'Method localiser 1.0, model 6f3c, threshold 0.50, device CPU. '.repeat(4)}`, scaleBar: { pixels: 500, perFilePixel: 2.5 }, legend },
    {
      kind: 'table',
      caption: 'Table 3. Regions',
      columns: [column('Region', 0.12, 'right', false), column('Box (x, y, width, height)', 0.36, 'left', true), column('Area', 0.16, 'right', false), column('Mean probability', 0.18, 'right', false), column('Reliability', 0.18, 'right', false)],
      rows: Array.from({ length: 40 }, (_, index) => [String(index + 1), `${index * 31}, ${index * 17}, ${40 + index}, ${30 + index}`, `${1200 + index * 7} px`, (0.5 + index / 90).toFixed(2), (0.9 - index / 100).toFixed(2)]),
    },
    { kind: 'figure', number: '2', pictures: crops, arrangement: 'row', caption: 'The seven largest regions.', scaleBar: null, legend: null },
    heading(2, '3.2', 'A panorama, a strip and a stamp'),
    { kind: 'figure', number: '3', pictures: [wide, wideOverlay], arrangement: 'pair', caption: 'A very wide picture.', scaleBar: { pixels: 1000, perFilePixel: 1 }, legend },
    { kind: 'figure', number: '4', pictures: [tall, tallOverlay], arrangement: 'pair', caption: 'A very tall picture.', scaleBar: { pixels: 500, perFilePixel: 1 }, legend },
    { kind: 'figure', number: '5', pictures: [tiny], arrangement: 'single', caption: `A very small picture. ${'This caption is longer than anybody would write, to see that it breaks over lines, keeps its place and leaves nothing out. '.repeat(12)}`, scaleBar: null, legend: null },
    heading(1, '4', 'Explanation and statements that the examiner accepted, edited or rejected, in a heading that is longer than one line'),
    ...Array.from({ length: 9 }, (_, index): Block => ({ kind: 'paragraph', tone: 'normal', text: `Statement ${index + 1}. ${'The edge between the parcel and the ground is sharper than the rest of the picture, and its noise differs by 2.3 times. '.repeat(1 + (index % 4))}` })),
    { kind: 'list', ordered: false, items: ['Names such as 写真-01.jpg, صورة.png, фото №1.jpg and Ωmega—Ёлка.tiff are shown whole.', 'A name with a mark that turns the direction of text: photo\u202egpj.exe', 'Signs: − × · ± µ ° § € ₂ ≤ ≈ → 😀'] },
    heading(1, '5', 'Methods and reproduction'),
    { kind: 'code', text: `palimpsest verify REPORT.pdf\npalimpsest reproduce pack.json --item 1 \\\n    --model ${digest}\n${longPath}\n${Array.from({ length: 20 }, (_, index) => `  "line ${index}": "${digest}",`).join('\n')}` },
    { kind: 'pageBreak' },
    heading(1, '6', 'Declaration'),
    { kind: 'paragraph', tone: 'normal', text: 'I made this report to the best of my knowledge.' },
    { kind: 'signature', lines: ['Dr. Zoë Łukaszewicz-Ångström, examiner', 'Place and date'] },
  ];
  const attachments: Attachment[] = [
    { name: 'extract.json', path: null, content: extract, mimeType: 'application/json', description: 'Case extract that this report was made from', relationship: 'Source', sha256: sha256(extract) },
    { name: 'masks/1 – Maske größer.png', path: null, content: mask, mimeType: 'image/png', description: 'Mask of item 1', relationship: 'Data', sha256: sha256(mask) },
  ];
  return {
    title: 'Report 2031-0417-R2 <images> & "parcel"',
    subtitle: 'Photographs of a delivered parcel',
    language: 'en',
    header: { left: 'Laboratory for Digital Images, Ministry of Justice', right: 'Case 2031-0417 · Report R2', logo },
    footer: `Extract SHA-256 ${sha256(extract)}. This report may be copied whole only.`,
    watermark,
    metadata: { author: 'Dr. Zoë Łukaszewicz-Ångström', subject: 'Examination of digital images', keywords: ['2031-0417', 'image forensics'], createdAt: '2031-05-04T10:11:12.345Z' },
    blocks,
    attachments,
  };
}

function heading(level: 1 | 2 | 3, number: string, text: string): Block {
  return { kind: 'heading', level, number, text, id: `section-${number}` };
}

function column(title: string, width: number, align: 'left' | 'right', fixed: boolean): { title: string; width: number; align: 'left' | 'right'; fixed: boolean } {
  return { title, width, align, fixed };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Draws a picture with a grid, so that a clipped edge or a wrong scale is seen. */
function pictureMaker(folder: string): (name: string, width: number, height: number, form: 'jpeg' | 'png' | 'alpha', label: string) => Promise<ReportPicture> {
  return async (name, width, height, form, label) => {
    const step = Math.max(8, Math.round(Math.min(width, height) / 6));
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop offset="0" stop-color="#7e93a8"/><stop offset="1" stop-color="#d9d2c3"/></linearGradient><pattern id="p" width="${step}" height="${step}" patternUnits="userSpaceOnUse"><path d="M ${step} 0 L 0 0 0 ${step}" fill="none" stroke="#fff" stroke-width="1"/></pattern></defs>${form === 'alpha' ? '<circle cx="60" cy="60" r="52" fill="#1f3a5f"/><rect x="140" y="30" width="320" height="60" fill="#1f3a5f"/>' : `<rect width="100%" height="100%" fill="url(#g)"/><rect width="100%" height="100%" fill="url(#p)"/><rect x="1" y="1" width="${width - 2}" height="${height - 2}" fill="none" stroke="#c00" stroke-width="2"/><ellipse cx="${width * 0.6}" cy="${height * 0.5}" rx="${width * 0.15}" ry="${height * 0.2}" fill="${name.includes('overlay') ? '#ffe945' : '#40566b'}"/>`}</svg>`;
    const image = sharp(Buffer.from(svg));
    const bytes = form === 'jpeg' ? await image.flatten({ background: '#fff' }).jpeg({ quality: 90 }).toBuffer() : form === 'png' ? await image.flatten({ background: '#fff' }).png().toBuffer() : await image.png().toBuffer();
    const path = join(folder, `${name}.${form === 'jpeg' ? 'jpg' : 'png'}`);
    writeFileSync(path, bytes);
    return { path, sha256: sha256(bytes), width, height, alternative: `Drawn picture ${name} of ${width} by ${height} pixels`, label };
  };
}
