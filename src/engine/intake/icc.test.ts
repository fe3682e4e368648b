import { expect, test } from 'vitest';
import { iccName } from './icc.ts';

/** A profile with one tag of the given content. */
function profile(signature: string, content: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(144 + content.length);
  bytes.writeUInt32BE(1, 128);
  bytes.write(signature, 132, 'latin1');
  bytes.writeUInt32BE(144, 136);
  bytes.writeUInt32BE(content.length, 140);
  bytes.set(content, 144);
  return bytes;
}

test('reads the name of version 2 and version 4 profiles', () => {
  const old = Buffer.alloc(40);
  old.write('desc', 0, 'latin1');
  old.writeUInt32BE(10, 8);
  old.write('Adobe RGB\0', 12, 'latin1');
  expect(iccName(profile('desc', old))).toBe('Adobe RGB');
  const recent = Buffer.alloc(28 + 20);
  recent.write('mluc', 0, 'latin1');
  recent.writeUInt32BE(1, 8);
  recent.writeUInt32BE(20, 20);
  recent.writeUInt32BE(28, 24);
  recent.set(Buffer.from('Display P3', 'utf16le').swap16(), 28);
  expect(iccName(profile('desc', recent))).toBe('Display P3');
});

test('a profile that is damaged or names itself nowhere has no name', () => {
  expect(iccName(new Uint8Array(20))).toBeNull();
  expect(iccName(profile('cprt', Buffer.alloc(20)))).toBeNull();
  expect(iccName(profile('desc', Buffer.from('mluc')))).toBeNull();
});
