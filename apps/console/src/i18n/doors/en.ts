import type { Words } from '../words.ts';
import type { zhCN } from './zh-cn.ts';

export const en: Words<typeof zhCN> = {
  title: 'Ways to sign in',
  note: 'A passkey needs no password, and nobody who guesses yours keeps it waiting; adding and removing asks for your password again',
  passkeys: 'Passkeys',
  none: 'None yet',
  name: 'Name',
  made: 'Added',
  used: 'Last used',
  never: 'Never used',
  password: 'Your password',
  add: 'Add a passkey',
  remove: 'Remove',
  signIn: 'Sign in with a passkey',
  failed: 'The passkey was not accepted',
  unable: 'This browser has no passkeys',
  by: 'Sign in with {title}',
  returning: 'Signing in …',
  returned: 'The sign-in was not finished; begin again',
  code: 'Code of your authenticator',
  go: 'Sign in',
};
