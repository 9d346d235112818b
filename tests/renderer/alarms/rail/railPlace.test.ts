import { describe, expect, it } from 'vitest';
import { railPlace } from '#renderer/alarms/rail/railPlace.ts';

describe('the place of the alarm list', () => {
  it.each([
    [1920, false, 372],
    [1366, false, 320],
    [3840, false, 745],
    [1920, true, 442],
  ])('in a window of %i px, far view %s: %i px beside the beds', (windowPx, isFar, widthPx) => {
    expect(railPlace(windowPx, isFar)).toEqual({ widthPx, isOverlay: false });
  });

  it('in a narrow window is over the beds, never wider than the window', () => {
    expect(railPlace(1_099, false)).toEqual({ widthPx: 320, isOverlay: true });
    expect(railPlace(300, false)).toEqual({ widthPx: 300, isOverlay: true });
  });
});
