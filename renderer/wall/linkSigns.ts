import type { Palette } from '#renderer/theme/palettes.ts';
import type { Sign } from './face/sketch.ts';
import type { BedLink } from './places.ts';

/** State of a link as a shape in a square of ten units: a dot lives, a ring waits, a cross is broken. */
export const linkSigns: Readonly<Record<BedLink['state'], Sign>> = {
  live: { path: 'M8.4 5A3.4 3.4 0 1 1 1.6 5A3.4 3.4 0 1 1 8.4 5Z', units: 10 },
  connecting: { path: 'M8.2 5A3.2 3.2 0 1 1 1.8 5A3.2 3.2 0 1 1 8.2 5Z', units: 10, pen: 1.6 },
  lost: { path: 'M1.6 1.6 8.4 8.4M8.4 1.6 1.6 8.4', units: 10, pen: 2 },
  stationLost: { path: 'M1.6 1.6 8.4 8.4M8.4 1.6 1.6 8.4', units: 10, pen: 2 },
};

/** As wall.css has it for what stands on the page. */
export function linkColour(state: BedLink['state'], palette: Palette): string {
  switch (state) {
    case 'live':
      return palette.linkLive;
    case 'connecting':
      return palette.linkWait;
    case 'lost':
    case 'stationLost':
      return palette.linkLost;
  }
}
