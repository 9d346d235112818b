import { expect, type Locator, type Page } from '@playwright/test';

/** The row of a bed on the alarm list; its accessible name says how urgent, what, and who has it. */
export const rowOf = (page: Page, bed: string): Locator =>
  page.getByRole('treeitem', { name: new RegExp(`, ${bed}, `) });

/** Opens a wall of so many beds, and waits until all of them live. */
export async function openWall(page: Page, url: string, beds: number): Promise<void> {
  await page.goto(url);
  await expect(page.locator('[role=gridcell][data-link=live]')).toHaveCount(beds);
}
