import { suites, utf8, type Suite } from '@sluice/crypto';
import { canonicalJson, type Reason } from '@sluice/kernel';

export type SealOwner = 'person' | 'body' | 'platform';

/** Whose key it is, in the platform's own words and under its seal. */
export interface SealCertificate {
  readonly seal: string;
  readonly ownerKind: SealOwner;
  readonly owner: string;
  readonly suite: Suite['name'];
  /** Base64url. */
  readonly publicKey: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  /** By the issuer, base64url. */
  readonly signature: string;
}

/** A digest that somebody signed, with all that is needed to check it without asking anybody (SHR-02, SHR-07). */
export interface SealedStatement {
  /** Hex SHA-256 of what was signed. */
  readonly digest: string;
  /** What the signature is for: another purpose makes it another statement. */
  readonly purpose: string;
  readonly at: string;
  readonly certificate: SealCertificate;
  /** Base64url. */
  readonly signature: string;
}

/** What a verifier has to trust, and what it has been told since. */
export interface SealTrust {
  /** The platform's own public keys by suite, base64url. */
  readonly issuers: Readonly<Partial<Record<Suite['name'], string>>>;
  /** Revoked seals with the moment: what they signed before it stands. */
  readonly revoked?: ReadonlyMap<string, string>;
}

export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
export const fromBase64url = (text: string): Uint8Array => Buffer.from(text, 'base64url');

export const certifiedBytes = (certificate: Omit<SealCertificate, 'signature'>): Uint8Array => {
  const { seal, ownerKind, owner, suite, publicKey, issuedAt, validUntil } = certificate;
  return utf8(`sluice-seal\n${canonicalJson({ seal, ownerKind, owner, suite, publicKey, issuedAt, validUntil })}`);
};

export const signedBytes = ({
  digest,
  purpose,
  at,
  certificate,
}: Pick<SealedStatement, 'digest' | 'purpose' | 'at' | 'certificate'>): Uint8Array =>
  utf8(`sluice-signature\n${canonicalJson({ digest, purpose, at, seal: certificate.seal })}`);

/**
 * Checks a statement offline: issuer, content, purpose, time of signing. Nothing where it holds, else the first reason:
 * `seal.unknown-issuer`, `seal.certificate-broken`, `seal.other-content`, `seal.other-purpose`, `seal.signature-broken`,
 * `seal.not-valid-then`, `seal.revoked`.
 */
export function checkStatement(
  statement: SealedStatement,
  expected: { readonly digest: string; readonly purpose: string },
  trust: SealTrust,
): Reason | undefined {
  const { certificate } = statement;
  const suite = suites[certificate.suite];
  const issuer = trust.issuers[certificate.suite];
  if (issuer === undefined) return { code: 'seal.unknown-issuer', params: { suite: certificate.suite } };
  if (!suite.verify(fromBase64url(issuer), certifiedBytes(certificate), fromBase64url(certificate.signature)))
    return { code: 'seal.certificate-broken' };
  if (statement.digest !== expected.digest) return { code: 'seal.other-content' };
  if (statement.purpose !== expected.purpose) return { code: 'seal.other-purpose' };
  const key = fromBase64url(certificate.publicKey);
  if (!suite.verify(key, signedBytes(statement), fromBase64url(statement.signature)))
    return { code: 'seal.signature-broken' };
  if (statement.at < certificate.issuedAt || statement.at > certificate.validUntil)
    return { code: 'seal.not-valid-then', params: { validUntil: certificate.validUntil } };
  const revokedAt = trust.revoked?.get(certificate.seal);
  return revokedAt !== undefined && revokedAt <= statement.at
    ? { code: 'seal.revoked', params: { at: revokedAt } }
    : undefined;
}
