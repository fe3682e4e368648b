import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportDocument } from '../../src/casework/report/document.ts';
import { renderHtml, writeHtml } from '../../src/casework/report/html/render.ts';
import type { RenderedPdf } from '../../src/casework/report/pdf/render.ts';
import { renderPdf } from '../../src/casework/report/pdf/render.ts';
import { signDigest } from '../../src/casework/report/sign/cms.ts';
import { openPkcs12 } from '../../src/casework/report/sign/identity.ts';
import { inspectPdf } from '../../src/casework/report/sign/inspectPdf.ts';
import { openPdf } from '../../src/casework/report/sign/pdfFile.ts';
import type { PdfValue } from '../../src/casework/report/sign/pdfSyntax.ts';
import { isDictionary, isName, isReference, isText, textOf } from '../../src/casework/report/sign/pdfSyntax.ts';
import { readCms } from '../../src/casework/report/sign/readCms.ts';
import { signPdf } from '../../src/casework/report/sign/signPdf.ts';
import { richReport, sha256 } from './reportFixtures.ts';
import { havePdfTools, makePkcs12, tool } from './reportTools.ts';

const tools = havePdfTools(['qpdf', 'pdfinfo', 'pdftotext', 'pdffonts', 'pdfdetach', 'pdfsig', 'pdfimages', 'openssl']);
const folder = mkdtempSync(join(tmpdir(), 'palimpsest-report-'));
let report: ReportDocument;
let draft: RenderedPdf;
let unsigned: RenderedPdf;

beforeAll(async () => {
  report = await richReport(folder);
  draft = await renderPdf({ ...report, watermark: 'DRAFT' }, { path: join(folder, 'draft.pdf'), reserveSignature: false });
  unsigned = await renderPdf(report, { path: join(folder, 'unsigned.pdf'), reserveSignature: true });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function entriesOf(value: PdfValue): ReadonlyMap<string, PdfValue> {
  return isDictionary(value) ? value.entries : new Map();
}

/** What PDF/A-3a asks of the structure (ISO 19005-3), as far as it can be read without interpreting page content. A real validator (veraPDF) is not used here. */
function checkStructure(path: string): void {
  const file = openPdf(path);
  try {
    expect(file.read(0, 8).toString('latin1')).toBe('%PDF-1.7');
    expect([...file.read(9, 14)].slice(1, 5).every((byte) => byte > 127)).toBe(true);
    expect(file.trailer.entries.has('Encrypt')).toBe(false);
    expect(file.trailer.entries.has('ID')).toBe(true);
    const root = entriesOf(file.resolve(file.trailer.entries.get('Root')));
    expect(entriesOf(file.resolve(root.get('MarkInfo'))).get('Marked')).toBe(true);
    const language = root.get('Lang');
    expect(isText(language) && textOf(language)).toBe('en');
    for (const forbidden of ['AA', 'OpenAction', 'Perms', 'Requirements']) expect(root.has(forbidden)).toBe(false);

    const metadata = root.get('Metadata');
    const xmp = isReference(metadata) ? file.stream(metadata.id).toString('utf8') : '';
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    const info = entriesOf(file.resolve(file.trailer.entries.get('Info')));
    const told = (key: string): string => {
      const value = file.resolve(info.get(key));
      return isText(value) ? textOf(value) : '';
    };
    const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    for (const key of ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer']) {
      expect(told(key)).not.toBe('');
      expect(xmp).toContain(`>${escaped(told(key))}<`);
    }
    expect(told('CreationDate')).toBe('D:20310504101112Z');
    expect(xmp).toContain('<xmp:CreateDate>2031-05-04T10:11:12Z</xmp:CreateDate>');

    const intents = file.resolve(root.get('OutputIntents')) as readonly PdfValue[];
    const intent = entriesOf(file.resolve(intents[0]));
    expect((intent.get('S') as { name: string }).name).toBe('GTS_PDFA1');
    const profile = intent.get('DestOutputProfile');
    expect(isReference(profile) ? file.stream(profile.id).toString('latin1', 36, 40) : '').toBe('acsp');

    const associated = file.resolve(root.get('AF')) as readonly PdfValue[];
    expect(associated.length).toBe(report.attachments.length);
    for (const item of associated) {
      const entries = entriesOf(file.resolve(item));
      expect(isName(entries.get('AFRelationship')) && isText(entries.get('F')) && isText(entries.get('UF'))).toBe(true);
      const embedded = entriesOf(file.resolve(entriesOf(file.resolve(entries.get('EF'))).get('F')));
      expect(isName(embedded.get('Subtype'))).toBe(true);
      expect(entriesOf(file.resolve(embedded.get('Params'))).has('ModDate')).toBe(true);
    }
    checkTree(file, root);
  } finally {
    file.close();
  }
}

/** Every page is tagged, every structure element is of a standard type and reachable, figures have words, every marked piece of a page belongs to an element. */
function checkTree(file: ReturnType<typeof openPdf>, root: ReadonlyMap<string, PdfValue>): void {
  const standard = new Set(['Document', 'Sect', 'Div', 'P', 'H1', 'H2', 'H3', 'L', 'LI', 'Lbl', 'LBody', 'Table', 'THead', 'TBody', 'TR', 'TH', 'TD', 'Figure', 'Caption', 'TOC', 'TOCI', 'Reference', 'Link', 'Code', 'Form']);
  const found = new Map<string, number>();
  let pieces = 0;
  const walk = (value: PdfValue): void => {
    if (typeof value === 'number') {
      pieces += 1;
      return;
    }
    const entries = entriesOf(file.resolve(value));
    const kind = entries.get('Type');
    if (isName(kind) && (kind.name === 'MCR' || kind.name === 'OBJR')) {
      if (kind.name === 'MCR') pieces += 1;
      return;
    }
    const type = entries.get('S');
    if (!isName(type)) throw new Error('a structure element without a type');
    expect(standard).toContain(type.name);
    found.set(type.name, (found.get(type.name) ?? 0) + 1);
    if (type.name === 'Figure') expect(isText(entries.get('Alt'))).toBe(true);
    if (type.name === 'TH') expect(isName(entriesOf(file.resolve(entries.get('A'))).get('Scope'))).toBe(true);
    const children = file.resolve(entries.get('K'));
    if (Array.isArray(children)) for (const child of children as readonly PdfValue[]) walk(child);
  };
  const tree = entriesOf(file.resolve(root.get('StructTreeRoot')));
  for (const child of file.resolve(tree.get('K')) as readonly PdfValue[]) walk(child);
  for (const type of ['H1', 'H2', 'H3', 'P', 'LI', 'TH', 'TD', 'Figure', 'Caption', 'TOCI', 'Link', 'Code']) expect(found.get(type) ?? 0).toBeGreaterThan(0);

  const kids = entriesOf(file.resolve(root.get('Pages'))).get('Kids') as readonly PdfValue[];
  let marked = 0;
  for (const kid of kids) {
    const page = entriesOf(file.resolve(kid));
    expect(page.has('StructParents')).toBe(true);
    expect(isName(page.get('Tabs')) && (page.get('Tabs') as { name: string }).name).toBe('S');
    const content = page.get('Contents');
    const words = isReference(content) ? file.stream(content.id).toString('latin1') : '';
    marked += [...words.matchAll(/\/MCID \d+/g)].length;
    // Text and pictures stand inside marked content only.
    let depth = 0;
    for (const line of words.split('\n')) {
      if (/ (BDC|BMC)$/.test(line) || line.endsWith('>> BDC')) depth += 1;
      else if (line === 'EMC') depth -= 1;
      else if (/ (Tj|TJ|Do)$/.test(line)) expect(depth).toBeGreaterThan(0);
    }
    expect(depth).toBe(0);
  }
  expect(pieces).toBe(marked);
}

describe('the PDF', () => {
  test('has the structure of PDF/A-3a, as draft and with room for a signature', () => {
    checkStructure(draft.path);
    checkStructure(unsigned.path);
  });

  test('is the same, byte for byte, for the same document', async () => {
    const pages: number[] = [];
    const again = await renderPdf(report, { path: join(folder, 'again.pdf'), reserveSignature: true, onProgress: (page) => pages.push(page) });
    expect(again.sha256).toBe(unsigned.sha256);
    expect(sha256(readFileSync(again.path))).toBe(again.sha256);
    expect(statSync(again.path).size).toBe(again.bytes);
    expect(pages).toEqual(Array.from({ length: again.pages }, (_, index) => index + 1));
    const other = await renderPdf({ ...report, title: 'Another' }, { path: join(folder, 'other.pdf'), reserveSignature: true });
    expect(other.sha256).not.toBe(unsigned.sha256);
  }, 120_000);

  test('stops when asked, refuses changed pictures and attachments, and leaves no file', async () => {
    const path = join(folder, 'none.pdf');
    await expect(renderPdf(report, { path, reserveSignature: false, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
    const changed = { ...report, blocks: report.blocks.map((block) => (block.kind === 'figure' ? { ...block, pictures: block.pictures.map((one) => ({ ...one, sha256: 'f'.repeat(64) })) } : block)) };
    await expect(renderPdf(changed, { path, reserveSignature: false })).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    const attachments = report.attachments.map((one) => ({ ...one, sha256: '0'.repeat(64) }));
    await expect(renderPdf({ ...report, attachments }, { path, reserveSignature: false })).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(() => statSync(path)).toThrow();
  }, 120_000);
});

describe.runIf(tools)('the PDF, by independent programs', () => {
  test('qpdf and pdfinfo find nothing wrong', () => {
    for (const one of [draft, unsigned]) {
      expect(tool('qpdf', '--check', one.path)).toMatchObject({ status: 0, output: expect.stringContaining('No syntax or stream encoding errors found') as string });
      const info = tool('pdfinfo', one.path).output;
      expect(info).toMatch(/Tagged:\s+yes/);
      expect(info).toMatch(/Encrypted:\s+no/);
      expect(info).toMatch(/Page size:\s+595\.28 x 841\.89 pts \(A4\)/);
      expect(info).toContain(`Pages:           ${one.pages}`);
      expect(info).not.toMatch(/Syntax|Error/);
    }
  });

  test('all text can be selected: pages are numbered, nothing is lost, names in other scripts are whole or named', () => {
    for (let page = 1; page <= draft.pages; page += 1) {
      const text = tool('pdftotext', '-f', String(page), '-l', String(page), '-layout', draft.path, '-').output;
      expect(text).toContain(`Page ${page} of ${draft.pages}`);
      expect(text).toContain('Laboratory for Digital Images');
    }
    const all = tool('pdftotext', '-layout', unsigned.path, '-').output;
    for (const words of ['Zoë Łukaszewicz-Ångström', 'Ελένη Παπαδοπούλου', 'Прокуратура города', 'Văn phòng công tố', 'उच्च', '[U+691C]', 'photo[U+202E]gpj.exe', 'Figure 4. A very tall picture.', 'Table 1. Files by path']) expect(all).toContain(words);
    expect(all).not.toContain('DRAFT');
    expect(all).not.toMatch(/[\ufffd\ue000-\uf8ff]/);
    // Digests broken over lines are complete: the letters of the file's text without spaces hold each one.
    const raw = tool('pdftotext', '-raw', unsigned.path, '-').output.replaceAll(/\s/g, '');
    for (let index = 0; index < 60; index += 1) expect(raw).toContain(sha256(new Uint8Array([index])));
  });

  test('the structure tells the order of reading', async () => {
    // A part of the report: poppler takes long over a large tree.
    const until = report.blocks.findIndex((block) => block.kind === 'table');
    const blocks = report.blocks.slice(0, until + 1).map((block) => (block.kind === 'table' ? { ...block, rows: block.rows.slice(0, 40) } : block));
    const { path, pages } = await renderPdf({ ...report, blocks }, { path: join(folder, 'part.pdf'), reserveSignature: false });
    expect(pages).toBeGreaterThan(3);
    const text = tool('pdfinfo', '-struct-text', path).output;
    expect(tool('pdftotext', path, '-').output).toContain('(continued)');
    expect(text.indexOf('Report on the examination')).toBeGreaterThan(-1);
    expect(text.indexOf('"1  Question and answer"')).toBeLessThan(text.indexOf('Conclusions hold'));
    expect(text).not.toContain('(continued)');
    expect(text).not.toMatch(/Page \d+ of/);
  });

  test('every font is embedded, a subset and has Unicode', () => {
    const rows = tool('pdffonts', unsigned.path).output.split('\n').slice(2).filter((row) => row !== '');
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row).toMatch(/^[A-Z]{6}\+NotoSans(Mono)?-\S+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  test('contents give the page each heading stands on', () => {
    const contents = tool('pdftotext', '-f', '2', '-l', '2', '-layout', unsigned.path, '-').output;
    const found = /3\s+Findings[ .]+(\d+)/.exec(contents)?.[1];
    expect(found).toBeDefined();
    const page = tool('pdftotext', '-f', found ?? '0', '-l', found ?? '0', '-layout', unsigned.path, '-').output;
    expect(page).toMatch(/^\s*3\s+Findings\s*$/m);
  });

  test('pictures are embedded once, with all their pixels, and none is blown up', () => {
    const rows = tool('pdfimages', '-list', unsigned.path).output.split('\n').slice(2).map((row) => row.trim().split(/\s+/)).filter((row) => row.length > 12);
    for (const block of report.blocks) {
      if (block.kind !== 'figure') continue;
      for (const picture of block.pictures) expect(rows.some((row) => row[3] === String(picture.width) && row[4] === String(picture.height))).toBe(true);
    }
    for (const row of rows.filter((one) => one[2] === 'image')) expect(Number(row[12])).toBeGreaterThanOrEqual(119);
    const scene = rows.filter((row) => row[3] === '1600');
    expect(scene.length).toBe(2);
    // The two of a pair stand at one scale.
    expect(new Set(scene.map((row) => row[12])).size).toBe(1);
  });

  test('attachments come out as they went in', () => {
    expect(tool('pdfdetach', '-list', unsigned.path).output).toContain('2 embedded files');
    report.attachments.forEach((attachment, index) => {
      const path = join(folder, `detached-${index}`);
      expect(tool('pdfdetach', '-save', String(index + 1), '-o', path, unsigned.path).status).toBe(0);
      expect(sha256(readFileSync(path))).toBe(attachment.sha256);
    });
  });
});

describe('our own inspection', () => {
  test('states the digest of the extract, and that a report with room was never signed', () => {
    const extract = report.attachments[0]?.sha256;
    expect(inspectPdf(draft.path)).toMatchObject({ pages: draft.pages, bytes: draft.bytes, sha256: draft.sha256, signatures: [], extractSha256Stated: extract, extractSha256Attached: extract });
    const [blank] = inspectPdf(unsigned.path).signatures;
    expect(blank).toMatchObject({ ok: false, signatureOk: false });
    expect(blank?.problem).toContain('not signed');
    expect(inspectPdf(draft.path).attachments.map((one) => [one.name, one.ok])).toEqual(report.attachments.map((one) => [one.name, true]));
  });

  test('refuses what is no report with a code', () => {
    const path = join(folder, 'broken.pdf');
    expect(() => inspectPdf(join(folder, 'nothing.pdf'))).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }) as Error);
    writeFileSync(path, 'no pdf at all');
    expect(() => inspectPdf(path)).toThrow(expect.objectContaining({ code: 'TYPE_UNKNOWN' }) as Error);
    writeFileSync(path, readFileSync(draft.path).subarray(0, 100_000));
    expect(() => inspectPdf(path)).toThrow(expect.objectContaining({ code: 'FILE_READ_FAILED' }) as Error);
    writeFileSync(path, '');
    expect(() => inspectPdf(path)).toThrow(expect.objectContaining({ code: 'TYPE_UNKNOWN' }) as Error);
  });
});

describe.runIf(tools)('signing', () => {
  const details = { reason: 'Report 2031-0417-R2 – größer', location: 'Kraków', name: '', at: new Date(Date.now() + 60_000) };
  const sign = async (name: string, kind: 'rsa' | 'ec'): Promise<string> => {
    const path = join(folder, `${name}.pdf`);
    copyFileSync(unsigned.path, path);
    await signPdf(path, makePkcs12(folder, name, { kind }), 'correct horse', details);
    return path;
  };

  test.each(['rsa', 'ec'] as const)('pdfsig accepts a signature with an %s key over the whole file, which stays PDF/A-3a', async (kind) => {
    const path = await sign(`signed-${kind}`, kind);
    const output = tool('pdfsig', path).output;
    expect(output).toContain('Signature is Valid');
    expect(output).toContain('Total document signed');
    expect(output).toContain('ETSI.CAdES.detached');
    expect(output).toContain(`Zoë signed-${kind}`);
    expect(tool('qpdf', '--check', path).status).toBe(0);
    checkStructure(path);
    expect(statSync(path).size).toBe(unsigned.bytes);
    expect(inspectPdf(path).signatures).toMatchObject([{ ok: true, coversWholeFile: true, digestOk: true, signatureOk: true, exact: true, validAt: true, selfIssued: true, reason: details.reason, problem: '' }]);
  }, 60_000);

  test('a change of one byte anywhere is found', async () => {
    const small: ReportDocument = { ...report, blocks: report.blocks.slice(0, 3), header: { ...report.header, logo: null } };
    const path = join(folder, 'small.pdf');
    await renderPdf(small, { path, reserveSignature: true });
    await signPdf(path, makePkcs12(folder, 'small'), 'correct horse', details);
    expect(inspectPdf(path).signatures.map((one) => one.ok)).toEqual([true]);
    const bytes = readFileSync(path);
    const contents = bytes.indexOf('/Contents <308');
    const positions = new Set<number>();
    // The signature itself and what surrounds it, the end of the file, and places spread over all of it.
    for (let at = contents - 90; at < contents + 3400; at += 7) positions.add(at);
    for (let at = contents + 32_700; at < contents + 33_100; at += 11) positions.add(at);
    for (let at = bytes.length - 260; at < bytes.length; at += 3) positions.add(at);
    for (let part = 0; part < 120; part += 1) positions.add(Math.floor(((part + 0.5) * bytes.length) / 120));
    const unnoticed: number[] = [];
    for (const at of positions) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (at % 2 === 0 ? 0x01 : 0x20);
      writeFileSync(path, changed);
      try {
        const { signatures } = inspectPdf(path);
        if (signatures.length > 0 && signatures.every((one) => one.ok)) unnoticed.push(at);
        if (signatures.length === 0) unnoticed.push(-at);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(FILE_READ_FAILED|TYPE_UNKNOWN|TYPE_UNSUPPORTED)$/) as string });
      }
    }
    expect(unnoticed).toEqual([]);
    writeFileSync(path, Buffer.concat([bytes, Buffer.from('\n% added\n')]));
    expect(inspectPdf(path).signatures).toMatchObject([{ ok: false, coversWholeFile: false }]);
  }, 180_000);

  test('a change of any single byte of the signature itself is found', () => {
    const { key, certificates } = openPkcs12(makePkcs12(folder, 'bytes', { kind: 'ec' }), 'correct horse', details.at);
    const digest = createHash('sha256').update('content').digest();
    const der = signDigest(digest, key, certificates);
    const accepted = (bytes: Uint8Array): boolean => {
      const facts = readCms(bytes, digest);
      return facts !== null && facts.digestOk && facts.signatureOk && facts.exact;
    };
    expect(accepted(der)).toBe(true);
    expect(readCms(der, createHash('sha256').update('other').digest())).toMatchObject({ digestOk: false });
    const unnoticed: number[] = [];
    der.forEach((byte, at) => {
      const changed = Buffer.from(der);
      changed[at] = byte ^ (at % 2 === 0 ? 0x01 : 0x80);
      if (accepted(changed)) unnoticed.push(at);
    });
    expect(unnoticed).toEqual([]);
  }, 60_000);

  test('a wrong passphrase, a broken file, an expired certificate and a report without room are refused in words, and change nothing', async () => {
    const path = join(folder, 'refused.pdf');
    copyFileSync(unsigned.path, path);
    const identity = makePkcs12(folder, 'refused', { days: 1 });
    const refusal = (message: RegExp): unknown => expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(message) as string });
    await expect(signPdf(path, identity, 'wrong', details)).rejects.toEqual(refusal(/passphrase/));
    await expect(signPdf(path, identity.subarray(0, 700), 'correct horse', details)).rejects.toEqual(refusal(/damaged/));
    await expect(signPdf(path, new Uint8Array([1, 2, 3]), 'correct horse', details)).rejects.toEqual(refusal(/no PKCS#12/));
    await expect(signPdf(path, identity, 'correct horse', { ...details, at: new Date(Date.now() + 10 * 86_400_000) })).rejects.toEqual(refusal(/expired/));
    await expect(signPdf(path, identity, 'correct horse', { ...details, at: new Date('2001-01-01') })).rejects.toEqual(refusal(/not valid yet/));
    await expect(signPdf(path, identity, 'correct horse', { ...details, reason: 'x'.repeat(5000) })).rejects.toEqual(refusal(/too long/));
    expect(sha256(readFileSync(path))).toBe(unsigned.sha256);
    await expect(signPdf(draft.path, identity, 'correct horse', details)).rejects.toEqual(refusal(/no room/));
    await signPdf(path, identity, 'correct horse', details);
    await expect(signPdf(path, identity, 'correct horse', details)).rejects.toEqual(refusal(/signed already/));
  }, 60_000);
});

describe('the HTML twin', () => {
  test('needs no other file, runs nothing and says what the PDF says', async () => {
    const text = renderHtml({ ...report, watermark: 'DRAFT' });
    expect(text).not.toMatch(/<script|<link|<iframe|<object|\son[a-z]+=|https?:\/\/|url\(/i);
    expect(text).toContain("default-src &#39;none&#39;");
    const sources = [...text.matchAll(/ src="([^"]{0,30})/g)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.every((source) => source.startsWith('data:image/'))).toBe(true);
    for (const match of text.matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${match[1] ?? ''}"`);
    expect([...text.matchAll(/<img /g)].length).toBe([...text.matchAll(/<img [^>]* alt="[^"]+"/g)].length);
    expect(text).toContain('Report 2031-0417-R2 &lt;images&gt; &amp; &quot;parcel&quot;');
    expect(text).toContain('photo[U+202E]gpj.exe');
    for (const words of ['Figure 4. A very tall picture.', 'Table 3. Regions', 'scope="col"', 'scope="row"', 'DRAFT']) expect(text).toContain(words);
    const written = await writeHtml({ ...report, watermark: 'DRAFT' }, join(folder, 'twin.html'));
    expect(readFileSync(written.path, 'utf8')).toBe(text);
    expect(written.sha256).toBe(sha256(readFileSync(written.path)));
  });
});
