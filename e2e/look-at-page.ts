import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { overflow, pictures, settled, takePicture } from './take-pictures.ts';

const WIDE = { width: 1440, height: 900 } as const;
const NARROW = { width: 390, height: 844 } as const;

/** Shows an open page in light or dark, as its own button does. */
export const wear = (page: Page, theme: 'light' | 'dark'): Promise<void> =>
  page.evaluate<void>(
    `document.documentElement.dataset.theme = '${theme}'; window.dispatchEvent(new Event('sluice:display'))`,
  );

/**
 * A page here has no frames, so axe runs in it as one: the way for frames opens another page for every look. Only what is
 * wrong is carried out of the page.
 */
const axeOn = (page: Page): AxeBuilder =>
  new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });

interface Findings {
  /** Part of the page that is looked at, as a selector; the whole page unless said. */
  readonly within?: string;
}

/** Serious findings of axe, each with the first place; none is wanted. */
export async function seriousFindings(page: Page, { within }: Findings = {}): Promise<readonly string[]> {
  return lasting(page, () => (within === undefined ? axeOn(page) : axeOn(page).include(within)));
}

async function serious(axe: AxeBuilder): Promise<readonly string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** Rows that are asked for again are faint for a moment: what is wrong counts where it still is once the page rests. */
async function lasting(page: Page, axe: () => AxeBuilder): Promise<readonly string[]> {
  const first = await serious(axe());
  if (first.length === 0) return first;
  await settled(page);
  return serious(axe());
}

const table = readFileSync(new URL('../apps/console/src/pages.ts', import.meta.url), 'utf8');
const paths = [...table.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path.replaceAll(/\$\w+/g, '[^/]+'));
/** Pages of this build, and what the server shows beside it. */
const stands = new RegExp(`^(${[...paths, '/verify', '/(log|api)/.*'].join('|')})/?$`);

/** Links of an open page that lead to no page. */
async function deadLinks(page: Page): Promise<readonly string[]> {
  const leads = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
  return [...new Set(leads)].flatMap((href) => (stands.test(href?.split(/[?#]/)[0] ?? '') ? [] : [href ?? '']));
}

/**
 * Looks at an open page in every look, without loading it again: light with all rules of axe; dark for contrast, which is
 * all that a theme changes; 390 px wide for everything else and for what stands out, in both languages. A page that is
 * given a name leaves its pictures, where a folder for them was named.
 * @returns what is wrong, in words
 */
export async function lookAround(page: Page, name?: string): Promise<readonly string[]> {
  const keep = async (look: string): Promise<void> => {
    if (pictures !== undefined && name !== undefined) await takePicture(page, pictures, `${name}-${look}`);
  };
  await settled(page);
  const found = (await seriousFindings(page)).map((one) => `light: ${one}`);
  found.push(...(await deadLinks(page)).map((href) => `leads nowhere: ${href}`));
  await keep('light');
  await wear(page, 'dark');
  found.push(...(await lasting(page, () => axeOn(page).withRules(['color-contrast']))).map((one) => `dark: ${one}`));
  await keep('dark');
  await wear(page, 'light');
  await page.setViewportSize(NARROW);
  const narrow = await lasting(page, () => axeOn(page).disableRules(['color-contrast']));
  found.push(...narrow.map((one) => `narrow: ${one}`), ...(await tooWide(page, 'in Chinese')));
  await keep('narrow');
  await speak(page, 'en');
  found.push(...(await tooWide(page, 'in English')));
  await page.setViewportSize(WIDE);
  await keep('english');
  await speak(page, 'zh-CN');
  return found;
}

async function tooWide(page: Page, language: string): Promise<readonly string[]> {
  const over = await overflow(page);
  return over > 0 ? [`narrow: ${over} px too wide ${language}`] : [];
}

/** Presses the button for the other language; a wall without one stays as it is. */
async function speak(page: Page, language: 'zh-CN' | 'en'): Promise<void> {
  const button = page.locator(`button[lang="${language}"]`).first();
  if ((await button.count()) === 0) return;
  await button.click();
  await page.locator(`html[lang="${language}"]`).waitFor();
}
