import type { Suite } from '@sluice/crypto';
import type { BodyLevel, BodyType, RegistrationState } from './body.ts';
import type { Role } from './role.ts';
import type { SealOwner } from './seal/sealed-statement.ts';

export interface BodyRow {
  id: string;
  name: string;
  name_en: string | null;
  type: BodyType;
  level: BodyLevel;
  jurisdiction: string;
  division_code: string;
  sector: string | null;
  credit_code: string | null;
  parent_id: string | null;
  state: RegistrationState;
  submitted_by: string | null;
  created_at: Date;
}

export interface PersonRow {
  id: string;
  created_at: Date;
  /** Commits to name and account; null of people from before. */
  named_digest: string | null;
}

export interface PersonNameRow {
  id: string;
  name: string;
  /** Of the digest in the person; erased with the name. */
  salt: string | null;
}

export interface MembershipRow {
  id: string;
  person_id: string;
  body_id: string;
  role: Role;
  jurisdiction: string;
  state: RegistrationState;
  submitted_by: string | null;
  created_at: Date;
}

export interface AccountRow {
  id: string;
  person_id: string;
  account: string;
  password_hash: string;
  created_at: Date;
}

export interface SignInFailureRow {
  /** Keyed digest of what is counted: unknown names are counted too, and neither name nor address is kept. */
  id: string;
  failures: number;
  last_at: Date;
  /** Of a count: from when on the next try is free. Of a turn: when it is. Of an address: until when its failures weigh. */
  free_at: Date | null;
}

export interface KnownPlaceRow {
  /** Keyed digest of account and place. */
  id: string;
  /** Keyed digest of the account name. */
  account: string;
  seen_at: Date;
}

export interface SessionRow {
  id: string;
  token_digest: string;
  person_id: string;
  membership_id: string;
  created_at: Date;
  seen_at: Date;
  expires_at: Date;
}

export interface TotpRow {
  id: string;
  secret: string;
  confirmed_at: Date | null;
  last_step: number | string;
}

export interface PasskeyRow {
  id: string;
  account_id: string;
  name: string;
  public_key: string;
  counter: number | string;
  transports: string[];
  made_at: Date;
  used_at: Date | null;
}

export interface ProviderLinkRow {
  id: string;
  account_id: string;
  provider: string;
  subject: string;
  made_at: Date;
}

export interface CredentialRow {
  id: string;
  membership_id: string;
  place: number;
  holder: string;
  issued_at: Date;
  valid_until: Date;
  revoked_at: Date | null;
}

export interface DoorChallengeRow {
  id: string;
  purpose: string;
  account_id: string | null;
  kept: string;
  until: Date;
}

export interface SealRow {
  id: string;
  owner_kind: SealOwner;
  owner: string;
  suite: Suite['name'];
  public_key: string;
  certificate: string;
  issued_at: Date;
  valid_until: Date;
  revoked_at: Date | null;
  revoked_reason: string | null;
}

export type IdentityTables = {
  'identity.seal': SealRow;
  'identity.seal_key': { id: string; sealed: string };
  'identity.totp': TotpRow;
  'identity.credential': CredentialRow;
  'identity.passkey': PasskeyRow;
  'identity.provider_link': ProviderLinkRow;
  'identity.door_challenge': DoorChallengeRow;
  'identity.body': BodyRow;
  'identity.person': PersonRow;
  'identity.person_name': PersonNameRow;
  'identity.membership': MembershipRow;
  'identity.account': AccountRow;
  'identity.sign_in_failure': SignInFailureRow;
  'identity.known_place': KnownPlaceRow;
  'identity.session': SessionRow;
};
