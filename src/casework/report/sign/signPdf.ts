import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { AppError } from '../../../contract/index.ts';
import { signDigest } from './cms.ts';
import { openPkcs12 } from './identity.ts';
import { BLANK_LENGTH, BLANK_MARK, SIGNATURE_BYTES } from './placeholder.ts';

export interface SignatureDetails {
  readonly reason: string;
  readonly location: string;
  /** Empty: as the certificate has it. */
  readonly name: string;
  /** When it is signed, by this computer's clock; a claim, not a time stamp. */
  readonly at: Date;
}

export interface SignedPdf {
  readonly subject: string;
  readonly issuer: string;
  readonly bytes: number;
  readonly sha256: string;
}

const CHUNK = 1 << 20;

/**
 * Signs, in place, a PDF that `renderPdf` left room in: PAdES baseline B-B (ETSI EN 319 142-1), one signature over the whole file. The file keeps its length and
 * stays PDF/A-3. Errors: ARGUMENT_INVALID (passphrase, certificate, file without room), FILE_NOT_FOUND. Where it fails, the file is as it was.
 */
export async function signPdf(path: string, pkcs12: Uint8Array, passphrase: string, details: SignatureDetails): Promise<SignedPdf> {
  const identity = openPkcs12(pkcs12, passphrase, details.at);
  const subject = identity.certificates[0].subject;
  const file = openFile(path);
  try {
    const size = fstatSync(file).size;
    const start = await findBlank(file, size);
    const head = '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents ';
    const from = start + head.length;
    const to = from + 2 * SIGNATURE_BYTES + 2;
    const words = `/ByteRange [0 ${from} ${to} ${size - to}] /M (${pdfDate(details.at)})${entry('Name', details.name === '' ? commonName(subject) : details.name)}${entry('Reason', details.reason)}${entry('Location', details.location)}`;
    const room = BLANK_LENGTH - head.length - 2 * SIGNATURE_BYTES - 2;
    if (words.length + 4 > room) throw new AppError('ARGUMENT_INVALID', 'Name, reason and place of the signature are too long together. Keep each below 500 characters.');
    const tail = ` ${words}${' '.repeat(room - words.length - 3)}>>`;

    // Nothing is written before the signature is known: the digest is taken over what will stand there.
    const hash = createHash('sha256');
    await hashRange(file, 0, start, hash);
    hash.update(head, 'latin1');
    hash.update(tail, 'latin1');
    await hashRange(file, start + BLANK_LENGTH, size, hash);
    const cms = signDigest(hash.digest(), identity.key, identity.certificates);
    if (cms.length > SIGNATURE_BYTES) throw new AppError('ARGUMENT_INVALID', 'The certificates of the signing file are too large for the room left in the report. Export it with fewer of them.');
    const contents = `<${cms.toString('hex').padEnd(2 * SIGNATURE_BYTES, '0')}>`;
    writeAll(file, path, Buffer.from(head + contents + tail, 'latin1'), start);
    const whole = createHash('sha256');
    await hashRange(file, 0, size, whole);
    return { subject, issuer: identity.certificates[0].issuer, bytes: size, sha256: whole.digest('hex') };
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be opened to be signed. Make the report again.`, { path }, error);
  }
}

/** Where the room for the signature begins. It is written once, near the end. */
async function findBlank(file: number, size: number): Promise<number> {
  const found: number[] = [];
  for (let from = 0; from < size; from += CHUNK) {
    const part = readPart(file, from, Math.min(size, from + CHUNK + BLANK_MARK.length - 1));
    for (let at = part.indexOf(BLANK_MARK, 0, 'latin1'); at !== -1; at = part.indexOf(BLANK_MARK, at + 1, 'latin1')) found.push(from + at);
    await turn();
  }
  const [start] = found;
  if (start === undefined || found.length > 1 || start + BLANK_LENGTH > size) {
    throw new AppError('ARGUMENT_INVALID', 'This PDF has no room for a signature, or was signed already. Make the report again with "sign" chosen.');
  }
  return start;
}

async function hashRange(file: number, from: number, to: number, hash: Hash): Promise<void> {
  for (let at = from; at < to; at += CHUNK) {
    hash.update(readPart(file, at, Math.min(to, at + CHUNK)));
    await turn();
  }
}

function readPart(file: number, from: number, to: number): Buffer {
  const part = Buffer.alloc(to - from);
  const count = readSync(file, part, 0, part.length, from);
  if (count !== part.length) throw new AppError('FILE_READ_FAILED', 'The report became shorter while it was signed. Make it again.');
  return part;
}

function writeAll(file: number, path: string, bytes: Buffer, at: number): void {
  try {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from, bytes.length - from, at + from);
  } catch (error) {
    throw new AppError('ARTIFACT_WRITE_FAILED', `The signature cannot be written to ${path}.`, { path }, error);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function pdfDate(at: Date): string {
  return `D:${at.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`;
}

/** A text string in UTF-16, so that any name can stand there. */
function entry(key: string, text: string): string {
  if (text === '') return '';
  return ` /${key} <feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

function commonName(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? subject.replaceAll('\n', ', ');
}
