import { equalBytes } from '../tlog/tree-hash.ts';
import { leadsToRoot, readCertificate, type Certificate } from './certificate.ts';
import { DerFault, integerOf, need, oidOf, partsOf, readDer, TAG, timeOf, type Der } from './der.ts';
import { digestOf, fingerprintSha1, SHA256, verifySignature } from './verify-signature.ts';

/** Why a time stamp (RFC 3161) does not show what it should. */
export type TimestampFault =
  /** No time stamp response that grants anything. */
  | 'malformed'
  /** It is over other bytes. */
  | 'other-message'
  /** The signature does not hold, or the signer is not bound to it. */
  | 'signature-wrong'
  /** The signer's certificate is not for time stamping alone. */
  | 'not-for-timestamping'
  /** The certificate leads to none of the trusted ones, or was not valid at that time. */
  | 'not-trusted';

export interface VerifiedTimestamp {
  /** ISO 8601, by the clock of the authority. */
  readonly time: string;
  /** Common name of the authority's certificate. */
  readonly authority: string;
  readonly nonce: bigint | null;
  /** Whether the authority leads to one of the given roots; false only where none were given. */
  readonly trusted: boolean;
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/**
 * Verifies a time stamp response over a message, without network and without a clock: digest, signature, purpose of the
 * certificate, and its chain to one of `roots`, judged at the time that it states. With `roots` null the chain is left
 * open and `trusted` is false.
 */
export function verifyTimestamp(
  response: Uint8Array,
  message: Uint8Array,
  roots: readonly Certificate[] | null,
): VerifiedTimestamp | TimestampFault {
  try {
    return verify(readSigned(readToken(response)), message, roots);
  } catch (error) {
    if (error instanceof DerFault) return 'malformed';
    throw error;
  }
}

/** Status 0 (granted) or 1 (granted with changes) and the token. */
function readToken(response: Uint8Array): Der {
  const [status, token] = partsOf(readDer(response, TAG.sequence));
  const granted = integerOf(partsOf(need(status, TAG.sequence))[0]);
  if (granted > 1n) throw new DerFault();
  return need(token, TAG.sequence);
}

/** The parts of CMS SignedData that count. */
interface Signed {
  readonly info: Uint8Array;
  readonly certificates: readonly Certificate[];
  readonly signer: readonly Der[];
}

function readSigned(token: Der): Signed {
  const [type, wrapped] = partsOf(token);
  if (oidOf(type) !== SIGNED_DATA) throw new DerFault();
  const [, , content, ...rest] = partsOf(need(partsOf(need(wrapped, TAG.context0))[0], TAG.sequence));
  const [contentType, octets] = partsOf(need(content, TAG.sequence));
  if (oidOf(contentType) !== TST_INFO) throw new DerFault();
  const certificates = rest.find((one) => one.tag === TAG.context0);
  const signers = partsOf(need(rest.at(-1), TAG.set));
  // RFC 3161: one signature, that of the authority.
  if (signers.length !== 1) throw new DerFault();
  return {
    info: need(partsOf(need(octets, TAG.context0))[0], TAG.octetString).content,
    certificates: certificates ? partsOf(certificates).flatMap(({ whole }) => readCertificate(whole) ?? []) : [],
    signer: partsOf(need(signers[0], TAG.sequence)),
  };
}

interface Info {
  readonly digest: string;
  readonly imprint: Uint8Array;
  readonly time: number;
  readonly nonce: bigint | null;
}

function readInfo(bytes: Uint8Array): Info {
  const [version, , imprint, , time, ...rest] = partsOf(readDer(bytes, TAG.sequence));
  if (integerOf(version) !== 1n) throw new DerFault();
  const [algorithm, octets] = partsOf(need(imprint, TAG.sequence));
  const nonce = rest.find((one) => one.tag === TAG.integer);
  return {
    digest: oidOf(partsOf(need(algorithm, TAG.sequence))[0]),
    imprint: need(octets, TAG.octetString).content,
    time: timeOf(time),
    nonce: nonce ? integerOf(nonce) : null,
  };
}

function verify(
  signed: Signed,
  message: Uint8Array,
  roots: readonly Certificate[] | null,
): VerifiedTimestamp | TimestampFault {
  const info = readInfo(signed.info);
  const digest = digestOf(info.digest);
  if (!digest || !equalBytes(digest(message), info.imprint)) return 'other-message';
  const [, identifier, digestAlgorithm, attributes, algorithm, signature] = signed.signer;
  const signer = findSigner([...signed.certificates, ...(roots ?? [])], identifier);
  const attributeDigest = oidOf(partsOf(need(digestAlgorithm, TAG.sequence))[0]);
  if (!signer || !isBound(signed, need(attributes, TAG.context0), attributeDigest, signer)) return 'signature-wrong';
  // What is signed is the set itself, not the tag it has inside the structure.
  const covered = Uint8Array.from(need(attributes, TAG.context0).whole);
  covered[0] = TAG.set;
  const signatureAlgorithm = oidOf(partsOf(need(algorithm, TAG.sequence))[0]);
  const bytes = need(signature, TAG.octetString).content;
  if (!verifySignature(signer.spki, signatureAlgorithm, attributeDigest, covered, bytes)) return 'signature-wrong';
  if (signer.uses?.critical !== true || signer.uses.oids.join() !== TIME_STAMPING) return 'not-for-timestamping';
  if (roots && !leadsToRoot(signer, signed.certificates, roots, info.time)) return 'not-trusted';
  return {
    time: new Date(info.time).toISOString(),
    authority: signer.commonName,
    nonce: info.nonce,
    trusted: roots !== null,
  };
}

/** By issuer and serial number, or by the key's identifier. */
function findSigner(certificates: readonly Certificate[], identifier: Der | undefined): Certificate | null {
  if (identifier?.tag === TAG.implicit0)
    return certificates.find((one) => one.keyId !== null && equalBytes(one.keyId, identifier.content)) ?? null;
  const [issuer, serial] = partsOf(need(identifier, TAG.sequence));
  const wanted = need(serial, TAG.integer).content;
  return (
    certificates.find(
      (one) => equalBytes(one.issuer, need(issuer, TAG.sequence).whole) && equalBytes(one.serial, wanted),
    ) ?? null
  );
}

/** The signed attributes speak of this content, and name this certificate by its fingerprint. */
function isBound(signed: Signed, attributes: Der, digestOid: string, signer: Certificate): boolean {
  const found = new Map<string, Der>();
  for (const attribute of partsOf(attributes)) {
    const [oid, values] = partsOf(need(attribute, TAG.sequence));
    const [value, ...more] = partsOf(need(values, TAG.set));
    if (!value || more.length > 0 || found.has(oidOf(oid))) return false;
    found.set(oidOf(oid), value);
  }
  const digest = digestOf(digestOid);
  const stated = found.get(MESSAGE_DIGEST);
  const type = found.get(CONTENT_TYPE);
  if (!digest || !stated || !type || oidOf(type) !== TST_INFO) return false;
  if (!equalBytes(need(stated, TAG.octetString).content, digest(signed.info))) return false;
  return namesCertificate(found, signer);
}

function namesCertificate(attributes: ReadonlyMap<string, Der>, signer: Certificate): boolean {
  const second = attributes.get(SIGNING_CERTIFICATE_V2);
  const first = second ?? attributes.get(SIGNING_CERTIFICATE);
  if (!first) return false;
  const [id] = partsOf(need(partsOf(need(first, TAG.sequence))[0], TAG.sequence));
  const [head, next] = partsOf(need(id, TAG.sequence));
  if (!second) return equalBytes(need(head, TAG.octetString).content, fingerprintSha1(signer.der));
  // SHA-256 unless another digest is named first.
  const named = head?.tag === TAG.sequence;
  const digest = digestOf(named ? oidOf(partsOf(head)[0]) : SHA256);
  return digest !== null && equalBytes(need(named ? next : head, TAG.octetString).content, digest(signer.der));
}
