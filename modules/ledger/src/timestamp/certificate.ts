import { equalBytes } from '../tlog/tree-hash.ts';
import { bitsOf, DerFault, need, oidOf, partsOf, readDer, TAG, timeOf, type Der } from './der.ts';
import { verifySignature } from './verify-signature.ts';

/** An X.509 certificate as far as a chain to a time stamping authority needs it. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly serial: Uint8Array;
  /** Names as they stand in the certificate, for comparison. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** The last common name, for people. */
  readonly commonName: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly spki: Uint8Array;
  readonly isAuthority: boolean;
  /** Null where the certificate does not limit it. */
  readonly maySignCertificates: boolean | null;
  /** Extended uses, and whether whoever does not know them must refuse; null without the extension. */
  readonly uses: { readonly oids: readonly string[]; readonly critical: boolean } | null;
  readonly keyId: Uint8Array | null;
  /** Critical extensions that are not looked at here: nothing may rest on such a certificate. */
  readonly unknownCritical: readonly string[];
  readonly signed: { readonly message: Uint8Array; readonly algorithm: string; readonly signature: Uint8Array };
}

const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_KEY_ID = '2.5.29.14';
/** Critical ones that do not widen what is trusted here: names and policies are not relied on. */
const HARMLESS = new Set(['2.5.29.17', '2.5.29.32']);
const KEY_CERT_SIGN = 0x04;

/** Null on anything that is not such a certificate. */
export function readCertificate(der: Uint8Array): Certificate | null {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof DerFault) return null;
    throw error;
  }
}

function read(der: Uint8Array): Certificate {
  const [tbs, algorithm, signature] = partsOf(readDer(der, TAG.sequence));
  const fields = [...partsOf(need(tbs, TAG.sequence))];
  if (fields[0]?.tag === TAG.context0) fields.shift();
  const [serial, , issuer, validity, subject, spki, ...rest] = fields;
  const [notBefore, notAfter] = partsOf(need(validity, TAG.sequence));
  const extensions = readExtensions(rest.find((one) => one.tag === TAG.context3));
  const known = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, SUBJECT_KEY_ID];
  return {
    der,
    serial: need(serial, TAG.integer).content,
    issuer: need(issuer, TAG.sequence).whole,
    subject: need(subject, TAG.sequence).whole,
    commonName: commonNameOf(need(subject, TAG.sequence)),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    spki: need(spki, TAG.sequence).whole,
    isAuthority: isAuthority(extensions.get(BASIC_CONSTRAINTS)),
    maySignCertificates: maySign(extensions.get(KEY_USAGE)),
    uses: usesOf(extensions.get(EXTENDED_KEY_USAGE)),
    keyId: keyIdOf(extensions.get(SUBJECT_KEY_ID)),
    unknownCritical: [...extensions]
      .filter(([oid, { critical }]) => critical && !known.includes(oid) && !HARMLESS.has(oid))
      .map(([oid]) => oid),
    signed: {
      message: need(tbs, TAG.sequence).whole,
      algorithm: oidOf(partsOf(need(algorithm, TAG.sequence))[0]),
      signature: bitsOf(signature),
    },
  };
}

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

function readExtensions(part: Der | undefined): ReadonlyMap<string, Extension> {
  const all = new Map<string, Extension>();
  if (!part) return all;
  for (const one of partsOf(need(partsOf(part)[0], TAG.sequence))) {
    const [oid, second, third] = partsOf(need(one, TAG.sequence));
    const name = oidOf(oid);
    if (all.has(name)) throw new DerFault();
    const critical = second?.tag === TAG.boolean && second.content[0] === 0xff;
    all.set(name, { critical, value: need(third ?? second, TAG.octetString).content });
  }
  return all;
}

function commonNameOf(name: Der): string {
  let found = '';
  for (const set of partsOf(name))
    for (const pair of partsOf(need(set, TAG.set))) {
      const [oid, value] = partsOf(need(pair, TAG.sequence));
      if (oidOf(oid) === COMMON_NAME && value) found = new TextDecoder().decode(value.content);
    }
  return found;
}

function isAuthority(extension: Extension | undefined): boolean {
  const [first] = extension ? partsOf(readDer(extension.value, TAG.sequence)) : [];
  return first?.tag === TAG.boolean && first.content[0] === 0xff;
}

function maySign(extension: Extension | undefined): boolean | null {
  if (!extension) return null;
  const bits = readDer(extension.value, TAG.bitString).content;
  return ((bits[1] ?? 0) & KEY_CERT_SIGN) !== 0;
}

function usesOf(extension: Extension | undefined): Certificate['uses'] {
  if (!extension) return null;
  return { oids: partsOf(readDer(extension.value, TAG.sequence)).map(oidOf), critical: extension.critical };
}

const keyIdOf = (extension: Extension | undefined): Uint8Array | null =>
  extension ? readDer(extension.value, TAG.octetString).content : null;

const MAX_DEPTH = 8;

/**
 * Whether the certificate leads to one of the trusted ones, each link signed by the next, all of them valid at the given
 * time (milliseconds since 1970). Revocation is not looked up: it would need the network.
 */
export function leadsToRoot(
  start: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  at: number,
): boolean {
  let current = start;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (at < current.notBefore || at > current.notAfter || current.unknownCritical.length > 0) return false;
    if (roots.some((root) => equalBytes(root.der, current.der))) return true;
    const next = [...roots, ...others].find((one) => isIssuer(one, current));
    if (!next || equalBytes(next.der, current.der)) return false;
    current = next;
  }
  return false;
}

function isIssuer(issuer: Certificate, of: Certificate): boolean {
  const { message, algorithm, signature } = of.signed;
  return (
    equalBytes(issuer.subject, of.issuer) &&
    issuer.isAuthority &&
    issuer.maySignCertificates !== false &&
    verifySignature(issuer.spki, algorithm, null, message, signature)
  );
}

/** The certificates of a PEM text; null when one of them cannot be read or there is none. */
export function readPem(text: string): readonly Certificate[] | null {
  const all: Certificate[] = [];
  for (const [, base64 = ''] of text.matchAll(
    /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g,
  )) {
    const certificate = readCertificate(bytesOfBase64(base64.replace(/\s+/g, '')));
    if (!certificate) return null;
    all.push(certificate);
  }
  return all.length === 0 ? null : all;
}

const bytesOfBase64 = (text: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
};
