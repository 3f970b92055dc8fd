import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Where pictures of every page that is looked at go; none are taken without. */
export const pictures = process.env['SLUICE_PICTURES'];

const SETTLE_MS = 20_000;
const TALLEST = 4000;

/** Waits until nothing is on its way and no shape stands in for what comes; a page that asks on and on is taken as it is. */
export async function settled(page: Page): Promise<void> {
  await page
    .getByRole('heading')
    .first()
    .waitFor({ timeout: SETTLE_MS })
    .catch(() => undefined);
  await page.waitForLoadState('networkidle', { timeout: SETTLE_MS }).catch(() => undefined);
  // A function that the page polls would be evaluated there, which its content policy forbids.
  await page.locator('[class*="skeleton"]').first().waitFor({ state: 'detached', timeout: SETTLE_MS });
  await page.locator('[class*="stale"]').first().waitFor({ state: 'detached', timeout: SETTLE_MS });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  await page.evaluate(MOTION_ENDED);
}

/** What moves without end (a bar of progress) is not waited for. */
const MOTION_ENDED = `Promise.allSettled(
  document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime)).map((one) => one.finished),
).then(() => undefined)`;

/** The whole page as a picture: the window is made as tall as the page, so that what sticks to an edge stays there. */
export async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  await settled(page);
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  const height = await page.evaluate<number>('document.documentElement.scrollHeight');
  if (height > size.height) await page.setViewportSize({ ...size, height: Math.min(height, TALLEST) });
  mkdirSync(folder, { recursive: true });
  // Charts draw when they are seen and move for a moment.
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.setViewportSize(size);
}

/** How far the page is wider than the window; none may be. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
