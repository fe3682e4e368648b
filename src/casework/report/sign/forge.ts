import { createRequire } from 'node:module';

export interface ByteBuffer {
  getBytes(): string;
}

export interface Asn1 {
  readonly type: number;
}

export interface Bag {
  readonly key?: object | null;
  readonly cert?: object | null;
  /** The content where forge does not know the kind of key. */
  readonly asn1?: Asn1;
}

export interface Pkcs12 {
  getBags(filter: { readonly bagType: string }): Readonly<Record<string, readonly Bag[] | undefined>>;
}

/** What of node-forge 1, which has no types of its own, is used here: opening PKCS#12 in all its old and new ciphers, which Web Crypto and OpenSSL 3 do not read alike. */
interface Forge {
  readonly asn1: { fromDer(bytes: string): Asn1; toDer(value: Asn1): ByteBuffer };
  readonly pkcs12: { pkcs12FromAsn1(value: Asn1, strict: boolean, passphrase: string): Pkcs12 };
  readonly pki: { readonly oids: { readonly keyBag: string; readonly pkcs8ShroudedKeyBag: string; readonly certBag: string }; privateKeyToPem(key: object): string; certificateToAsn1(certificate: object): Asn1 };
}

const require = createRequire(import.meta.url);

export const forge = require('node-forge') as Forge;
