import { createHash, verify, X509Certificate } from 'node:crypto';
import type * as asn1js from 'asn1js';
import { Certificate, ContentInfo, SignedData } from 'pkijs';
import { encodeCms, OID } from './cms.ts';

export interface CmsFacts {
  readonly certificate: X509Certificate;
  /** The digest that was signed is the file's. */
  readonly digestOk: boolean;
  /** The signature was made with the certificate's key, and the certificate is the one the signature names. */
  readonly signatureOk: boolean;
  /** Every byte is as Palimpsest writes it; false for signatures of other programs, and after any change. */
  readonly exact: boolean;
}

/** Length of the DER element that begins the bytes, or 0 where none does. */
export function derLength(bytes: Uint8Array): number {
  const [tag, first] = bytes;
  if (tag !== 0x30 || first === undefined) return 0;
  if (first < 0x80) return first + 2;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return 0;
  let length = 0;
  for (let index = 0; index < count; index += 1) length = length * 256 + (bytes[2 + index] ?? 0);
  return length + 2 + count;
}

/** Reads a detached CMS signature against the SHA-256 digest of what it should cover, or null where it is no such thing. */
export function readCms(der: Uint8Array, digest: Uint8Array): CmsFacts | null {
  try {
    const content = ContentInfo.fromBER(Uint8Array.from(der).buffer);
    if (content.contentType !== OID.signedData) return null;
    const signed = new SignedData({ schema: content.content as asn1js.Sequence });
    const [signer] = signed.signerInfos;
    if (signer === undefined || signed.signerInfos.length !== 1 || signer.signedAttrs === undefined || signer.digestAlgorithm.algorithmId !== OID.sha256) return null;
    const certificates = (signed.certificates ?? []).filter((one) => one instanceof Certificate).map((one) => new X509Certificate(Buffer.from(one.toSchema(false).toBER(false))));
    const [first, ...rest] = certificates;
    if (first === undefined) return null;
    const attributes = new Map(signer.signedAttrs.attributes.map((one) => [one.type, one.values[0] as unknown]));
    const stated = octets(attributes.get(OID.messageDigest));
    const named = namedDigest(attributes.get(OID.signingCertificateV2));
    const over = Buffer.from(signer.signedAttrs.encodedValue);
    over[0] = 0x31;
    const signature = Buffer.from(signer.signature.valueBlock.valueHexView);
    const bound = named?.equals(createHash('sha256').update(first.raw).digest()) === true;
    return {
      certificate: first,
      digestOk: stated?.equals(digest) === true,
      signatureOk: bound && verify('sha256', over, first.publicKey, signature),
      exact: stated !== null && encodeCms(stated, [first, ...rest], signature).equals(der),
    };
  } catch {
    // Bytes that cannot be read at all are no signature; the caller says so.
    return null;
  }
}

function octets(value: unknown): Buffer | null {
  const block = value as asn1js.OctetString | undefined;
  return block?.valueBlock === undefined || !('valueHexView' in block.valueBlock) ? null : Buffer.from(block.valueBlock.valueHexView);
}

/** SHA-256 of the signer's certificate as the attribute signing-certificate-v2 names it. */
function namedDigest(value: unknown): Buffer | null {
  const list = (value as asn1js.Sequence | undefined)?.valueBlock.value[0] as asn1js.Sequence | undefined;
  const first = list?.valueBlock.value[0] as asn1js.Sequence | undefined;
  // ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }
  const hash = first?.valueBlock.value.find((one) => one.idBlock.tagNumber === 4 && one.idBlock.tagClass === 1);
  return octets(hash);
}
