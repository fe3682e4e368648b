import { isoMedia, randomBytes } from './bytes.ts';
import type { FileCase } from './types.ts';

/** Things that are no pictures, most of them named as if they were. */
export function foreignCases(): FileCase[] {
  const unknown = (path: string, content: Buffer): FileCase => ({ path, content, expected: ['TYPE_UNKNOWN'], extensionMismatch: null });
  const unsupported = (path: string, content: Buffer): FileCase => ({ path, content, expected: ['TYPE_UNSUPPORTED'], extensionMismatch: null });
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  return [
    { path: 'nothing/empty.jpg', content: Buffer.alloc(0), expected: ['FILE_EMPTY'], extensionMismatch: null },
    unknown('nothing/one-byte.jpg', Buffer.from([0xff])),
    unknown('nothing/random.jpg', Buffer.concat([Buffer.from([0x5a]), randomBytes(4095, 21)])),
    unknown('named/text.jpg', text('This is a note about a picture, and not the picture.\n')),
    unsupported('named/drawing.jpg', text('<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"><rect width="90000" height="90000"/></svg>\n')),
    unsupported('named/error-page.jpg', text('<!DOCTYPE html>\n<html><head><title>404</title></head><body>Not found</body></html>\n')),
    unsupported('named/archive.png', Buffer.concat([text('PK\x03\x04\x14\x00\x00\x00'), randomBytes(300, 22)])),
    unsupported('foreign/paper.pdf', text('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')),
    unsupported('foreign/program', Buffer.concat([text('\x7fELF\x02\x01\x01'), randomBytes(400, 23)])),
    unsupported('foreign/film.mp4', isoMedia('isom', 'mp42', randomBytes(500, 24))),
  ];
}
