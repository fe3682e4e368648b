import { createHash } from 'node:crypto';
import type { PdfFile, PdfObject } from './pdfFile.ts';
import type { PdfDictionary, PdfText, PdfValue } from './pdfSyntax.ts';
import { isDictionary, isReference, isText, textOf } from './pdfSyntax.ts';
import { derLength, readCms } from './readCms.ts';

export interface SignatureReport {
  /** Distinguished names, one part a line; empty where no certificate can be read. */
  readonly subject: string;
  readonly issuer: string;
  /** The signer is its own issuer: nobody vouches for the name. */
  readonly selfIssued: boolean;
  /** ISO 8601, as the signer's clock had it, or null. */
  readonly at: string | null;
  readonly reason: string;
  /** The certificate was valid at `at`. */
  readonly validAt: boolean;
  readonly coversWholeFile: boolean;
  readonly digestOk: boolean;
  readonly signatureOk: boolean;
  /** Every byte of the signature itself is as Palimpsest writes it. */
  readonly exact: boolean;
  /** All of the above but `selfIssued`. */
  readonly ok: boolean;
  /** What is wrong, in words; empty where `ok`. */
  readonly problem: string;
}

const CHUNK = 1 << 20;
const RANGE = '/ByteRange';
const NOTHING = { subject: '', issuer: '', selfIssued: false, at: null, reason: '', validAt: false, coversWholeFile: false, digestOk: false, signatureOk: false, exact: false, ok: false } as const;

/**
 * All signatures, found in two ways: through the form fields, and by looking for their mark in the whole file. A change of a byte cannot hide a signature from
 * both, so a signed file is never taken for one that never was.
 */
export function inspectSignatures(file: PdfFile): readonly SignatureReport[] {
  const fields = signatureObjects(file);
  const marks = marksOf(file);
  const lost = marks.filter((at) => !fields.some((field) => at >= field.from && at < field.to));
  return [...fields.map((field) => inspect(file, field)), ...lost.map(() => ({ ...NOTHING, problem: 'A signature stands in the file that no field leads to. The file was changed.' }))];
}

function signatureObjects(file: PdfFile): readonly PdfObject[] {
  const root = file.resolve(file.trailer.entries.get('Root'));
  const form = isDictionary(root) ? file.resolve(root.entries.get('AcroForm')) : null;
  const fields = isDictionary(form) ? file.resolve(form.entries.get('Fields')) : null;
  if (!Array.isArray(fields)) return [];
  return fields.flatMap((item: PdfValue) => {
    const field = file.resolve(item);
    const value = isDictionary(field) ? field.entries.get('V') : undefined;
    return isReference(value) ? [file.object(value.id)] : [];
  });
}

function marksOf(file: PdfFile): readonly number[] {
  const found: number[] = [];
  for (let from = 0; from < file.size; from += CHUNK) {
    const part = file.read(from, from + CHUNK + RANGE.length - 1);
    for (let at = part.indexOf(RANGE); at !== -1; at = part.indexOf(RANGE, at + 1)) found.push(from + at);
  }
  return found;
}

function inspect(file: PdfFile, object: PdfObject): SignatureReport {
  if (!isDictionary(object.value)) return { ...NOTHING, problem: 'The signature cannot be read.' };
  const { entries } = object.value;
  if (entries.get('PalimpsestBlank') === true) return { ...NOTHING, problem: 'The report was made with room for a signature, and was not signed.' };
  const contents = entries.get('Contents');
  const range = entries.get('ByteRange');
  if (!isText(contents) || !Array.isArray(range) || range.length !== 4) return { ...NOTHING, problem: 'The signature is incomplete. The file was changed.' };
  const [first, before, after, rest] = range.map((one: PdfValue) => (typeof one === 'number' ? one : -1)) as [number, number, number, number];
  const from = object.base + contents.from;
  const to = object.base + contents.to;
  const coversWholeFile = first === 0 && before === from && after === to && after + rest === file.size;
  const cms = bytesOf(file, contents, from, to);
  const facts = cms === null ? null : readCms(cms, digest(file, first, before, after, rest));
  if (facts === null) return { ...NOTHING, coversWholeFile, problem: 'The signature itself cannot be read. The file was changed, or another program signed it in a form unknown here; check it with pdfsig.' };
  const at = dateOf(entries.get('M'));
  const validAt = at !== null && new Date(at) >= new Date(facts.certificate.validFrom) && new Date(at) <= new Date(facts.certificate.validTo);
  const report = {
    subject: facts.certificate.subject,
    issuer: facts.certificate.issuer,
    selfIssued: facts.certificate.subject === facts.certificate.issuer,
    at,
    reason: words(object.value, 'Reason'),
    validAt,
    coversWholeFile,
    digestOk: facts.digestOk,
    signatureOk: facts.signatureOk,
    exact: facts.exact,
  };
  const problem = problemOf(report);
  return { ...report, ok: problem === '', problem };
}

function problemOf(report: { readonly coversWholeFile: boolean; readonly digestOk: boolean; readonly signatureOk: boolean; readonly validAt: boolean; readonly exact: boolean }): string {
  if (!report.digestOk) return 'The file is not the one that was signed: it was changed after signing.';
  if (!report.signatureOk) return 'The signature was not made with the key of its certificate.';
  if (!report.coversWholeFile) return 'The signature does not cover the whole file: something was added after signing.';
  if (!report.validAt) return 'The certificate was not valid when the file was signed, by the time stated.';
  if (!report.exact) return 'The signature holds, but is not byte for byte as Palimpsest writes it: it was changed, or another program signed the file. Check it with pdfsig.';
  return '';
}

/** The DER bytes; null unless the string is lower-case hexadecimal, filled up with zeros and nothing else. */
function bytesOf(file: PdfFile, contents: PdfText, from: number, to: number): Buffer | null {
  const text = file.read(from, to).toString('latin1');
  const length = derLength(contents.bytes);
  if (!/^<[0-9a-f]*>$/.test(text) || length === 0 || length > contents.bytes.length) return null;
  return contents.bytes.subarray(length).every((byte) => byte === 0) ? contents.bytes.subarray(0, length) : null;
}

function digest(file: PdfFile, first: number, before: number, after: number, rest: number): Buffer {
  const hash = createHash('sha256');
  for (const [start, length] of [[first, before], [after, rest]] as const) {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || start < 0 || length < 0 || start + length > file.size) return Buffer.alloc(0);
    for (let from = start; from < start + length; from += CHUNK) hash.update(file.read(from, Math.min(start + length, from + CHUNK)));
  }
  return hash.digest();
}

function words(dictionary: PdfDictionary, key: string): string {
  const value = dictionary.entries.get(key);
  return isText(value) ? textOf(value) : '';
}

function dateOf(value: PdfValue | undefined): string | null {
  const match = isText(value) ? /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|[+]00'?00'?)?$/.exec(textOf(value)) : null;
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`;
}
