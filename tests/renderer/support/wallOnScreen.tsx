import '#renderer/theme.css';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';
import { page } from 'vitest/browser';
import { setParameterColours } from '#renderer/parameterColours.ts';
import { makeServices } from '#renderer/wall/openWall.tsx';
import type { WallServices } from '#renderer/wall/services.ts';
import { Wall } from '#renderer/wall/Wall.view.tsx';
import { FakeStation } from './fakeWard.ts';

/** Importing this puts a wall of its own on the screen before each test, and takes it off after it. */

export let station: FakeStation;
export let services: WallServices;
let root: Root;
export let host: HTMLElement;

beforeEach(async () => {
  await page.viewport(1366, 768);
  setParameterColours(document.documentElement.style);
  document.documentElement.style.height = '100%';
  document.body.style.height = '100%';
  host = document.createElement('div');
  host.id = 'vigil';
  document.body.append(host);
  station = new FakeStation();
  services = makeServices(station, station.clock, station.ticker);
  root = createRoot(host);
  root.render(<Wall services={services} />);
});

afterEach(() => {
  root.unmount();
  host.remove();
  services.waves.dispose();
  services.vitals.dispose();
  services.alarms.dispose();
  services.wall.dispose();
});
