import { doorRoutes } from '@sluice/contract';
import { call } from '../../api/call.ts';

type Language = Parameters<typeof call>[2];

/** Whether this browser makes and shows passkeys in the form that the interface takes. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** What a browser gave, as JSON; nothing when the person thought better of it. */
async function jsonOf(asked: Promise<Credential | null>): Promise<never> {
  const given = await asked;
  if (!given) throw new Error('no passkey');
  return (given as PublicKeyCredential).toJSON() as never;
}

export async function enterByPasskey(language: Language): Promise<void> {
  const options = await call(doorRoutes.askPasskey, { body: {} as never }, language);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as never);
  const response = await jsonOf(navigator.credentials.get({ publicKey }));
  await call(doorRoutes.signInByPasskey, { body: { response, mode: 'cookie' } }, language);
}

export async function makePasskey(given: { readonly password: string; readonly name: string }, language: Language) {
  const options = await call(doorRoutes.beginPasskey, { body: { password: given.password } }, language);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as never);
  const response = await jsonOf(navigator.credentials.create({ publicKey }));
  return call(doorRoutes.makePasskey, { body: { response, name: given.name } }, language);
}
