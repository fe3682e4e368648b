const HEADER = 128;

/**
 * Name of an ICC profile, from its `desc` tag (ICC.1:2022, 9.2.41; both the version 2 text and the version 4 multi-localised form).
 * Returns null when the profile names itself nowhere or is damaged; a damaged profile is no reason to refuse a picture.
 */
export function iccName(profile: Uint8Array): string | null {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    const tags = Math.min(view.getUint32(HEADER), 256);
    for (let index = 0; index < tags; index += 1) {
      const entry = HEADER + 4 + 12 * index;
      if (latin(profile, entry, 4) !== 'desc') continue;
      return clean(description(profile, view, view.getUint32(entry + 4)));
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function description(profile: Uint8Array, view: DataView, at: number): string {
  const type = latin(profile, at, 4);
  if (type === 'desc') return latin(profile, at + 12, Math.min(view.getUint32(at + 8), 256));
  if (type !== 'mluc') return '';
  const length = Math.min(view.getUint32(at + 20), 512);
  const start = at + view.getUint32(at + 24);
  let name = '';
  for (let offset = 0; offset + 1 < length; offset += 2) name += String.fromCharCode(view.getUint16(start + offset));
  return name;
}

function latin(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
}

function clean(name: string): string | null {
  // eslint-disable-next-line no-control-regex -- profile names come padded with NUL bytes
  const text = name.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  return text === '' ? null : text;
}
