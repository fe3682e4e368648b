import { createHash } from 'node:crypto';
import type { SignatureReport } from './inspectSignature.ts';
import { inspectSignatures } from './inspectSignature.ts';
import type { PdfFile } from './pdfFile.ts';
import { openPdf } from './pdfFile.ts';
import type { PdfValue } from './pdfSyntax.ts';
import { isDictionary, isName, isReference, isText, textOf } from './pdfSyntax.ts';

export interface AttachmentReport {
  readonly name: string;
  readonly relationship: string;
  readonly bytes: number;
  /** Of the file as it is attached. */
  readonly sha256: string;
  /** As the report states it beside the file, or null. */
  readonly stated: string | null;
  /** Size, the form's own checksum and the stated SHA-256 are those of the file. */
  readonly ok: boolean;
}

export interface PdfInspection {
  readonly bytes: number;
  readonly sha256: string;
  readonly pages: number;
  /** Empty: the file carries no signature, and nothing here tells whether it was changed after it was made. */
  readonly signatures: readonly SignatureReport[];
  readonly attachments: readonly AttachmentReport[];
  /** In the metadata. */
  readonly extractSha256Stated: string | null;
  /** Of the attached extract. */
  readonly extractSha256Attached: string | null;
}

const CHUNK = 1 << 20;

/**
 * Checks a report by itself: signatures, attachments and the digest of the extract. Whether a signer is to be trusted is not decided here: the certificate is
 * shown, its issuer is not looked up. Errors: FILE_NOT_FOUND, TYPE_UNKNOWN, TYPE_UNSUPPORTED, FILE_READ_FAILED (a damaged or changed file).
 */
export function inspectPdf(path: string): PdfInspection {
  const file = openPdf(path);
  try {
    const root = file.resolve(file.trailer.entries.get('Root'));
    const catalogue = isDictionary(root) ? root.entries : new Map<string, PdfValue>();
    const pages = file.resolve(catalogue.get('Pages'));
    const count = isDictionary(pages) ? pages.entries.get('Count') : null;
    const attachments = attachmentsOf(file, catalogue.get('AF'));
    return {
      bytes: file.size,
      sha256: digestOf(file),
      pages: typeof count === 'number' ? count : 0,
      signatures: inspectSignatures(file),
      attachments,
      extractSha256Stated: statedExtract(file, catalogue.get('Metadata')),
      extractSha256Attached: attachments.find((one) => one.relationship === 'Source')?.sha256 ?? null,
    };
  } finally {
    file.close();
  }
}

function digestOf(file: PdfFile): string {
  const hash = createHash('sha256');
  for (let from = 0; from < file.size; from += CHUNK) hash.update(file.read(from, from + CHUNK));
  return hash.digest('hex');
}

function statedExtract(file: PdfFile, value: PdfValue | undefined): string | null {
  if (!isReference(value)) return null;
  return /<palimpsest:extractSha256>([0-9a-f]{64})<\/palimpsest:extractSha256>/.exec(file.stream(value.id).toString('utf8'))?.[1] ?? null;
}

function attachmentsOf(file: PdfFile, associated: PdfValue | undefined): readonly AttachmentReport[] {
  const list = file.resolve(associated);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: PdfValue) => {
    const specification = file.resolve(item);
    if (!isDictionary(specification)) return [];
    const embedded = file.resolve(specification.entries.get('EF'));
    const reference = isDictionary(embedded) ? (embedded.entries.get('F') ?? embedded.entries.get('UF')) : undefined;
    return isReference(reference) ? [attachment(file, specification.entries, reference.id)] : [];
  });
}

function attachment(file: PdfFile, entries: ReadonlyMap<string, PdfValue>, id: number): AttachmentReport {
  const bytes = file.stream(id);
  const dictionary = file.object(id).value;
  const parameters = isDictionary(dictionary) ? file.resolve(dictionary.entries.get('Params')) : null;
  const check = isDictionary(parameters) ? parameters.entries.get('CheckSum') : undefined;
  const size = isDictionary(parameters) ? parameters.entries.get('Size') : undefined;
  const name = entries.get('UF') ?? entries.get('F');
  const description = entries.get('Desc');
  const relationship = entries.get('AFRelationship');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const stated = isText(description) ? (/SHA-256 ([0-9a-f]{64})$/.exec(textOf(description))?.[1] ?? null) : null;
  const md5 = createHash('md5').update(bytes).digest();
  return {
    name: isText(name) ? textOf(name) : '',
    relationship: isName(relationship) ? relationship.name : '',
    bytes: bytes.length,
    sha256,
    stated,
    ok: stated === sha256 && size === bytes.length && isText(check) && check.bytes.equals(md5),
  };
}
