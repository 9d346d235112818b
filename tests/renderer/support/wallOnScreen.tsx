import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';
import { page } from 'vitest/browser';
import { openTheme } from '#renderer/theme/theme.ts';
import { makeServices } from '#renderer/wall/openWall.tsx';
import type { WallServices } from '#renderer/wall/services.ts';
import { Wall } from '#renderer/wall/Wall.view.tsx';
import { engineInPage } from './engineInPage.ts';
import { FacesOnGlass } from './facesOnGlass.ts';
import { FakeStation } from './fakeWard.ts';

/** Importing this puts a wall of its own on the screen before each test, and takes it off after it. */

export let station: FakeStation;
export let services: WallServices;
/** What is written into the tiles. */
export let faces: FacesOnGlass;
let root: Root;
let closeTheme: () => void;
export let host: HTMLElement;

const noOtherWindow = { say: () => {}, hear: () => {}, close: () => {} };

/** A browser's storage that nothing was kept in. */
class KeptInMemory {
  readonly #texts = new Map<string, string>();
  getItem = (name: string) => this.#texts.get(name) ?? null;
  setItem = (name: string, text: string) => void this.#texts.set(name, text);
}

/** Who had the history erased and why; what the station answers. */
export const erased: [actorId: string, why: string][] = [];
export const eraseAnswer = { reason: '' };

beforeEach(async () => {
  erased.length = 0;
  eraseAnswer.reason = '';
  await page.viewport(1366, 768);
  closeTheme = openTheme(document.documentElement, () => sessionStorage);
  document.documentElement.style.height = '100%';
  document.body.style.height = '100%';
  host = document.createElement('div');
  host.id = 'vigil';
  document.body.append(host);
  station = new FakeStation();
  faces = new FacesOnGlass();
  services = makeServices(
    station,
    station.clock,
    station.ticker,
    { window: 1, windowId: 'this one', storage: new KeptInMemory(), channel: noOtherWindow },
    faces.listening(engineInPage(station.clock)),
    undefined,
    undefined,
    async (actorId, why) => {
      erased.push([actorId, why]);
      return eraseAnswer.reason;
    },
  );
  root = createRoot(host);
  root.render(<Wall services={services} />);
});

afterEach(() => {
  root.unmount();
  host.remove();
  closeTheme();
  services.waves.dispose();
  services.windows.dispose();
  services.settings.dispose();
  services.glass.dispose();
  services.sound.dispose();
  services.news2.dispose();
  services.record.dispose();
  services.exports.dispose();
  services.notes.dispose();
  services.rates.dispose();
  services.vitals.dispose();
  services.decisions.dispose();
  services.alarms.dispose();
  services.wall.dispose();
});
