import type { Box } from './painter.ts';
import type { StageLayout } from './protocol.ts';

/** Where everything on a stage stands, by its key. */
export function boxesOf({ sheets, faces }: StageLayout): ReadonlyMap<string, Box> {
  return new Map([
    ...sheets.map(({ sheetKey, box }) => [sheetKey, box] as const),
    ...faces.map(({ faceKey, box }) => [faceKey, box] as const),
  ]);
}
