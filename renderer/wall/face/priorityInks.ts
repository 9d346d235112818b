import type { ShownPriority } from '#domain/alarms/priority.ts';
import { FLASH_PERIOD_MS } from '#renderer/alarms/flash.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import type { Ink } from '#renderer/waveforms/engine/face.ts';

/** Colours of an alarm on a tile. */
export interface PriorityInks {
  /** Under its text. */
  readonly ground: Ink;
  /** Its text. */
  readonly text: string;
  /** Of the bed's name, which wears the colour without flashing. */
  readonly still: string;
  /** Of the frame. */
  readonly line: Ink;
}

/** As alarms.css has them for what stands on the page: high and medium flash, low does not, nor what nobody is called for. */
export function priorityInks(
  priority: Exclude<ShownPriority, 'none'>,
  palette: Palette,
  isStill: boolean,
): PriorityInks {
  if (isStill) return stillInks(priority, palette);
  const beat = (lit: string, rest: string, periodMs: number): Ink => ({ lit, rest, periodMs });
  switch (priority) {
    case 'high':
      return {
        ground: beat(palette.alarmHigh, palette.alarmHighRest, FLASH_PERIOD_MS.high),
        text: palette.alarmHighInk,
        still: palette.alarmHigh,
        line: beat(palette.alarmHighLine, palette.alarmHighRest, FLASH_PERIOD_MS.high),
      };
    case 'medium': {
      const ground = beat(palette.alarmMedium, palette.alarmMediumRest, FLASH_PERIOD_MS.medium);
      return { ground, text: palette.alarmMediumInk, still: palette.alarmMedium, line: ground };
    }
    case 'low': {
      const { alarmLow } = palette;
      return { ground: alarmLow, text: palette.alarmLowInk, still: alarmLow, line: alarmLow };
    }
  }
}

/** The colour between two flashes, all the time. */
function stillInks(priority: Exclude<ShownPriority, 'none'>, palette: Palette): PriorityInks {
  const inks = (ground: string, text: string): PriorityInks => ({ ground, text, still: ground, line: ground });
  switch (priority) {
    case 'high':
      return inks(palette.alarmHighRest, palette.alarmHighInk);
    case 'medium':
      return inks(palette.alarmMediumRest, palette.alarmMediumInk);
    case 'low':
      return inks(palette.alarmLow, palette.alarmLowInk);
  }
}
