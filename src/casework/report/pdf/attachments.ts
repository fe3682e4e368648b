import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../../contract/index.ts';
import type { Attachment } from '../document.ts';
import type { Document, Reference } from './internals.ts';
import { kitOf, pdfString } from './internals.ts';

const PACKED = /^(image\/(png|jpeg|webp)|application\/(zip|gzip))$/;

/** Bytes of a file or of a given content, checked against the digest the document states. Errors: FILE_CHANGED, FILE_NOT_FOUND. */
export function statedBytes(what: string, path: string | null, content: Uint8Array | null, sha256: string): Uint8Array {
  const bytes = content ?? read(what, path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw new AppError('FILE_CHANGED', `${what} is not the file the report was made for: its SHA-256 is ${found}, not ${sha256}. Make the report again.`, { path, expected: sha256, found });
}

function read(what: string, path: string | null): Uint8Array {
  try {
    if (path !== null) return readFileSync(path);
  } catch (error) {
    throw new AppError('FILE_NOT_FOUND', `${what} cannot be read. Make the report again; its pictures and masks are made anew then.`, { path }, error);
  }
  throw new AppError('FILE_NOT_FOUND', `${what} has neither a path nor content.`);
}

/** Embeds the files in the order given, as associated files of the whole document (ISO 19005-3, 6.8), with size, MD5 (the form's own checksum) and SHA-256 in words. */
export function attachFiles(document: Document, attachments: readonly Attachment[], createdAt: Date): void {
  if (attachments.length === 0) return;
  const kit = kitOf(document);
  const names: unknown[] = [];
  const associated: Reference[] = [];
  attachments.forEach((attachment, index) => {
    const bytes = statedBytes(attachment.name, attachment.path, attachment.content, attachment.sha256);
    const stream = kit.ref({
      Type: 'EmbeddedFile',
      Subtype: attachment.mimeType.replaceAll(/[^A-Za-z0-9.+-]/g, (sign) => `#${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`),
      Params: { Size: bytes.length, CheckSum: new Uint8Array(createHash('md5').update(bytes).digest()), CreationDate: createdAt, ModDate: createdAt },
    });
    if (PACKED.test(attachment.mimeType)) stream.compress = false;
    stream.end(bytes);
    const file = kit.ref({
      Type: 'Filespec',
      F: pdfString(asciiName(attachment.name)),
      UF: pdfString(attachment.name),
      Desc: pdfString(`${attachment.description}${attachment.description === '' ? '' : '. '}SHA-256 ${attachment.sha256}`),
      AFRelationship: attachment.relationship,
      EF: { F: stream, UF: stream },
    });
    file.end();
    associated.push(file);
    // Keys of fixed length in ASCII: their order is the same in every way of comparing.
    names.push(pdfString(String(index + 1).padStart(6, '0')), file);
  });
  kit._root.data.Names.data['EmbeddedFiles'] = { Names: names };
  kit._root.data['AF'] = associated;
}

function asciiName(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/gu, '_');
}
