import type { KeyObject, X509Certificate } from 'node:crypto';
import { createHash, sign } from 'node:crypto';
import * as asn1js from 'asn1js';
import { AlgorithmIdentifier, Attribute, Certificate, ContentInfo, EncapsulatedContentInfo, IssuerAndSerialNumber, SignedAndUnsignedAttributes, SignedData, SignerInfo } from 'pkijs';

export const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  sha256: '2.16.840.1.101.3.4.2.1',
  rsaSha256: '1.2.840.113549.1.1.11',
  ecdsaSha256: '1.2.840.10045.4.3.2',
} as const;

type Certificates = readonly [X509Certificate, ...X509Certificate[]];

/**
 * The attributes that are signed, in DER order: content type, digest, and which certificates belong to the signature (RFC 5035). All certificates that are sent
 * along are named, so that none of their bytes can change. No signing time: a PAdES baseline signature has it in the dictionary (ETSI EN 319 142-1, 6.3).
 */
function signedAttributes(digest: Uint8Array, certificates: Certificates): SignedAndUnsignedAttributes {
  const named = certificates.map((one) => new asn1js.Sequence({ value: [new asn1js.OctetString({ valueHex: createHash('sha256').update(one.raw).digest() })] }));
  const attributes = [
    new Attribute({ type: OID.contentType, values: [new asn1js.ObjectIdentifier({ value: OID.data })] }),
    new Attribute({ type: OID.messageDigest, values: [new asn1js.OctetString({ valueHex: digest })] }),
    new Attribute({ type: OID.signingCertificateV2, values: [new asn1js.Sequence({ value: [new asn1js.Sequence({ value: named })] })] }),
  ];
  const der = (attribute: Attribute): Buffer => Buffer.from(attribute.toSchema().toBER(false));
  return new SignedAndUnsignedAttributes({ type: 0, attributes: attributes.toSorted((a, b) => Buffer.compare(der(a), der(b))) });
}

/** What the signature is made over: the attributes as a SET OF. */
export function signedBytes(digest: Uint8Array, certificates: Certificates): Buffer {
  const bytes = Buffer.from(signedAttributes(digest, certificates).toSchema().toBER(false));
  bytes[0] = 0x31;
  return bytes;
}

/** A detached CMS signature (RFC 5652) in the one form written here: whatever differs from it in a byte was not written here. */
export function encodeCms(digest: Uint8Array, certificates: Certificates, signature: Uint8Array): Buffer {
  const parsed = certificates.map((one) => Certificate.fromBER(one.raw));
  const [own] = parsed;
  if (own === undefined) throw new Error('a signature needs a certificate');
  const rsa = certificates[0].publicKey.asymmetricKeyType === 'rsa';
  const sha256 = (): AlgorithmIdentifier => new AlgorithmIdentifier({ algorithmId: OID.sha256 });
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: [sha256()],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: parsed,
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: own.issuer, serialNumber: own.serialNumber }),
        digestAlgorithm: sha256(),
        signedAttrs: signedAttributes(digest, certificates),
        signatureAlgorithm: rsa ? new AlgorithmIdentifier({ algorithmId: OID.rsaSha256, algorithmParams: new asn1js.Null() }) : new AlgorithmIdentifier({ algorithmId: OID.ecdsaSha256 }),
        signature: new asn1js.OctetString({ valueHex: signature }),
      }),
    ],
  });
  return Buffer.from(new ContentInfo({ contentType: OID.signedData, content: signed.toSchema(true) }).toSchema().toBER(false));
}

/** Signs a SHA-256 digest. */
export function signDigest(digest: Uint8Array, key: KeyObject, certificates: Certificates): Buffer {
  return encodeCms(digest, certificates, sign('sha256', signedBytes(digest, certificates), key));
}
