import type { Locator, Page } from 'playwright-core';
import type { Desk } from './sit-in-city.ts';

export const WAIT = { timeout: 60_000 };

/** Somebody of one place sits down on a page, does something, and leaves. */
export const sittingDown =
  (desk: Desk, place: string) =>
  async <T>(account: string, path: string, work: (page: Page) => Promise<T>): Promise<T> => {
    const page = await desk.open(`${place}.${account}`, path);
    const done = await work(page);
    await page.context().close();
    return done;
  };

/** Presses an act that asks once more, fills its box where it has one, and confirms it. */
export async function act(
  page: Page,
  name: string,
  fill: (box: Locator) => Promise<unknown> = async () => undefined,
): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().click(WAIT);
  const box = page.getByRole('group', { name, exact: true });
  await box.waitFor(WAIT);
  await fill(box);
  await box.getByRole('button', { name, exact: true }).click(WAIT);
  await box.waitFor({ state: 'detached', ...WAIT });
}
