import type { KeyObject } from 'node:crypto';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { AppError } from '../../../contract/index.ts';
import type { Asn1, Bag, Pkcs12 } from './forge.ts';
import { forge } from './forge.ts';

/** Who signs: the key and the certificate, and those that vouch for it, nearest first. */
export interface Identity {
  readonly key: KeyObject;
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
}

/** Opens a PKCS#12 file (.p12, .pfx). Error: ARGUMENT_INVALID for a wrong passphrase, a broken file, one without key or certificate, or a certificate that is not valid at `at`. */
export function openPkcs12(pkcs12: Uint8Array, passphrase: string, at: Date): Identity {
  const store = openStore(pkcs12, passphrase);
  const bags = (type: string): readonly Bag[] => store.getBags({ bagType: type })[type] ?? [];
  const { oids } = forge.pki;
  const keys = [...bags(oids.pkcs8ShroudedKeyBag), ...bags(oids.keyBag)].flatMap(keyOf);
  const certificates = bags(oids.certBag).flatMap(certificateOf);
  if (keys.length === 0) throw refused('holds no private key that can sign. Export the certificate again together with its private key (RSA or elliptic curve).');
  for (const key of keys) {
    const certificate = certificates.find((one) => one.checkPrivateKey(key));
    if (certificate === undefined) continue;
    if (key.asymmetricKeyType !== 'rsa' && key.asymmetricKeyType !== 'ec') throw refused(`has a key of kind ${key.asymmetricKeyType ?? 'unknown'}. Use an RSA or elliptic curve key.`);
    checkTime(certificate, at);
    return { key, certificates: [certificate, ...issuersOf(certificate, certificates)] };
  }
  throw refused('holds no certificate that belongs to its private key. Export both again, together.');
}

function openStore(pkcs12: Uint8Array, passphrase: string): Pkcs12 {
  let content: Asn1;
  try {
    content = forge.asn1.fromDer(Buffer.from(pkcs12).toString('latin1'));
  } catch (error) {
    throw refused('is no PKCS#12 file, or a damaged one. Choose the .p12 or .pfx file that your certificate was exported to.', error);
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(content, false, passphrase);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/password|MAC could not be verified|decrypt/i.test(message)) throw refused('cannot be opened with this passphrase. Type the one given when it was exported.', error);
    throw refused('is no PKCS#12 file, or a damaged one. Choose the .p12 or .pfx file that your certificate was exported to.', error);
  }
}

function keyOf(bag: Bag): readonly KeyObject[] {
  try {
    if (bag.key !== undefined && bag.key !== null) return [createPrivateKey(forge.pki.privateKeyToPem(bag.key))];
    if (bag.asn1 !== undefined) return [createPrivateKey({ key: bytesOf(bag.asn1), format: 'der', type: 'pkcs8' })];
    return [];
  } catch {
    // A key of a kind unknown here is as good as none; the caller says what is wanted.
    return [];
  }
}

function certificateOf(bag: Bag): readonly X509Certificate[] {
  try {
    if (bag.cert !== undefined && bag.cert !== null) return [new X509Certificate(bytesOf(forge.pki.certificateToAsn1(bag.cert)))];
    return bag.asn1 === undefined ? [] : [new X509Certificate(bytesOf(bag.asn1))];
  } catch {
    return [];
  }
}

function bytesOf(value: Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1');
}

function issuersOf(certificate: X509Certificate, all: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  let current = certificate;
  while (chain.length < 8) {
    const held = current;
    const issuer = all.find((one) => one.fingerprint256 !== held.fingerprint256 && held.checkIssued(one) && held.verify(one.publicKey));
    if (issuer === undefined || chain.includes(issuer)) break;
    chain.push(issuer);
    current = issuer;
  }
  return chain;
}

function checkTime(certificate: X509Certificate, at: Date): void {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (at < from) throw refused(`is not valid yet: its certificate begins on ${from.toISOString()}. Check the clock of this computer, or use another certificate.`);
  if (at > to) throw refused(`has expired: its certificate ended on ${to.toISOString()}. Sign with a certificate that is valid now.`);
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError('ARGUMENT_INVALID', `The signing file ${why}`, undefined, cause);
}
