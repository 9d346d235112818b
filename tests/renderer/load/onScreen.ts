import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';
import { page } from 'vitest/browser';
import type { AlarmQuestion } from '#bridge/messages.ts';

/** Importing this gives each test an empty page of 1920 x 1080 to draw on, and takes it off after it. */

export let host: HTMLElement;
export let root: Root;
/** What the page asked. */
export let asked: AlarmQuestion[];

beforeEach(async () => {
  await page.viewport(1920, 1080);
  host = document.body.appendChild(document.createElement('div'));
  host.style.cssText = 'position: fixed; inset: 0';
  root = createRoot(host);
  asked = [];
});

afterEach(() => {
  root.unmount();
  host.remove();
});
