import { wordsByLanguage } from '@sluice/console/words';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { wear } from './look-at-page.ts';
import { openAs } from './open-console.ts';
import { overflow, takePicture } from './take-pictures.ts';

export const WAIT = { timeout: 90_000 };

/** Who sits at the desk of a role in the demo. */
export const DESKS: Readonly<Record<string, string>> = {
  'data-authority': 'authority',
  operator: 'operator',
  'sector-authority': 'health-lead',
  custodian: 'custodian',
  'source-agency': 'health',
};
export interface Walk {
  readonly browser: Browser;
  readonly url: string;
  readonly jurisdiction: string;
  readonly locale: 'zh-CN' | 'en-US';
  /** Where pictures go; none are taken without. */
  readonly pictures?: string | undefined;
}

export const wordsOf = ({ locale }: Walk) => wordsByLanguage[locale === 'en-US' ? 'en' : 'zh-CN'];

/** Somebody sits down, does something on a page, and leaves. */
export async function sitDown<T>(
  walk: Walk,
  account: string | null,
  path: string,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const who = account && `${walk.jurisdiction}.${account}`;
  const page = await openAs(walk.browser, walk.url, who, path, { locale: walk.locale, colorScheme: 'light' });
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(error.message));
  const done = await work(page);
  expect(thrown, path).toEqual([]);
  await page.context().close();
  return done;
}

/** Types into a control as a keyboard does. */
export async function type(control: Locator, text: string): Promise<void> {
  await control.waitFor(WAIT);
  await control.focus();
  await control.page().keyboard.press('ControlOrMeta+a');
  await control.page().keyboard.insertText(text);
}

/** Presses a button as a keyboard does, once it may be pressed. */
export async function press(button: Locator): Promise<void> {
  await button.waitFor(WAIT);
  await expect.poll(() => button.isEnabled(), WAIT).toBe(true);
  await button.focus();
  await button.page().keyboard.press('Enter');
}

/** Presses an act that asks once more, and confirms it with its reason where one is wanted. */
export async function confirm(page: Page, name: string, reason?: string): Promise<void> {
  await press(page.getByRole('button', { name, exact: true }).last());
  const box = page.getByRole('group', { name, exact: true }).last();
  await box.waitFor(WAIT);
  if (reason !== undefined) await type(box.getByRole('textbox'), reason);
  await press(box.getByRole('button', { name, exact: true }));
  await box.waitFor({ state: 'detached', ...WAIT });
}

const sizes = {
  light: { theme: 'light', width: 1440, height: 900 },
  dark: { theme: 'dark', width: 1440, height: 900 },
  narrow: { theme: 'light', width: 390, height: 844 },
  wide: { theme: 'light', width: 1920, height: 1080 },
} as const;

/** Looks at the page as it stands: it fits at 390 px, and where a folder was named, pictures of it in every look go there. */
export async function look(walk: Walk, page: Page, name: string): Promise<void> {
  for (const [size, { theme, width, height }] of Object.entries(sizes)) {
    if (!walk.pictures && size !== 'narrow') continue;
    await page.setViewportSize({ width, height });
    await wear(page, theme);
    if (walk.pictures) {
      const folder = join(walk.pictures, `${walk.jurisdiction}-${walk.locale.slice(0, 2)}`);
      await takePicture(page, folder, `${name}-${size}`);
    }
    if (size === 'narrow') expect(await overflow(page), name).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await wear(page, 'light');
}
