import { DomainError } from '@sluice/kernel';
import pg from 'pg';
import { APP_ROLE, withClient } from './roles.ts';

export interface ExternalOptions {
  /** `DATABASE_URL`: what the running server connects as. */
  readonly appUrl: string;
  /** `DATABASE_OWNER_URL`: owns the schemas and migrates; without it the same role does both. */
  readonly ownerUrl?: string;
}

export interface ExternalDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** `false` when one role migrates and serves: then the guards against unrecorded writes could be switched off by it. */
  readonly separated: boolean;
}

/**
 * Checks a database that someone else runs and gives its serving role the rights the migrations grant.
 * @throws DomainError `database.url-wrong` (unavailable) with `reason` `malformed | host | refused | password | database
 * | rights | other`, and which of the two settings; never the address, which holds a password.
 */
export async function prepareExternal(options: ExternalOptions): Promise<ExternalDatabase> {
  const ownerUrl = options.ownerUrl ?? options.appUrl;
  const app = await userOf(options.appUrl, 'DATABASE_URL');
  const owner = await userOf(ownerUrl, options.ownerUrl ? 'DATABASE_OWNER_URL' : 'DATABASE_URL');
  try {
    await withClient(ownerUrl, async (client) => {
      const found = await client.query('select 1 from pg_roles where rolname = $1', [APP_ROLE]);
      if (found.rowCount === 0) await client.query(`create role ${APP_ROLE} nologin`);
      const member = await client.query<{ yes: boolean }>('select pg_has_role($1, $2, $3) as yes', [
        app,
        APP_ROLE,
        'usage',
      ]);
      if (!member.rows[0]?.yes) await client.query(`grant ${APP_ROLE} to ${pg.escapeIdentifier(app)}`);
    });
  } catch (error) {
    throw urlWrong(error, options.ownerUrl ? 'DATABASE_OWNER_URL' : 'DATABASE_URL');
  }
  return { ownerUrl, appUrl: options.appUrl, separated: app !== owner };
}

async function userOf(url: string, setting: string): Promise<string> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw wrong('malformed', setting);
  try {
    return await withClient(url, async (client) => {
      const [row] = (await client.query<{ name: string }>('select current_user as name')).rows;
      return row?.name ?? '';
    });
  } catch (error) {
    throw urlWrong(error, setting);
  }
}

const reasonOf: Readonly<Record<string, string>> = {
  ENOTFOUND: 'host',
  EAI_AGAIN: 'host',
  ECONNREFUSED: 'refused',
  // No socket file.
  ENOENT: 'refused',
  ETIMEDOUT: 'refused',
  EHOSTUNREACH: 'refused',
  '28P01': 'password',
  '28000': 'password',
  '3D000': 'database',
  '42501': 'rights',
};

function urlWrong(error: unknown, setting: string): DomainError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return wrong(reasonOf[code] ?? 'other', setting);
}

const wrong = (reason: string, setting: string): DomainError =>
  new DomainError('database.url-wrong', 'unavailable', { reason, setting });
