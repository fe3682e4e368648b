/** Bytes as base64, in pieces, so that no call gets too many arguments. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}

/** Largest logo, in bytes, so that as a data address it stays within what the contract takes. */
export const LARGEST_LOGO = 500_000;
/** A PKCS#12 file holds a key and a few certificates; anything larger is another file. */
export const LARGEST_PKCS12 = 1_000_000;

const SIGNATURES: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
];

export type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

/** A logo as a data address. Its type is told by its first bytes, never by its name. */
export function logoAddress(bytes: Uint8Array): Read<string> {
  if (bytes.length > LARGEST_LOGO) return { ok: false, problem: `The logo has ${Math.ceil(bytes.length / 1000)} kB. Choose one of at most ${LARGEST_LOGO / 1000} kB.` };
  const found = SIGNATURES.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  return found === undefined ? { ok: false, problem: 'This is neither a PNG nor a JPEG. Save the logo as one of these.' } : { ok: true, value: `data:${found[0]};base64,${base64Of(bytes)}` };
}

/** A PKCS#12 file as base64. It begins as every DER sequence does. */
export function pkcs12Text(bytes: Uint8Array): Read<string> {
  if (bytes.length > LARGEST_PKCS12) return { ok: false, problem: 'This file is too large for a key. Choose the file with the ending .p12 or .pfx.' };
  return bytes[0] === 0x30 ? { ok: true, value: base64Of(bytes) } : { ok: false, problem: 'This is no PKCS#12 file. Choose the one with the ending .p12 or .pfx.' };
}
