import { useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { groupNumerics } from '#domain/vitals/display.ts';
import { alarmText } from '#renderer/alarms/standing.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import type { StagedFace } from '#renderer/waveforms/stage.ts';
import { StageContext } from '#renderer/waveforms/stageContext.ts';
import { canvasTextWidth, type FaceLook } from './face/sketch.ts';
import type { Tile } from './face/tileContent.ts';
import { MadeBlocks, tileFace } from './face/tileFace.ts';
import { useMedianDelay, useSecond, useServices, useValue } from './services.ts';

/** How long an alarm is told before one as urgent has its turn: long enough to be read from afar. */
const TURN_MS = 3_000;

/** The page's letters, found out once. */
let letters: Pick<FaceLook, 'fontFamily' | 'widthOf'> | null = null;

/**
 * What a tile says around its waves: painted by the nearest stage, on the canvas of the traces. For pointers it is one bare
 * element; screen readers have the tile's name.
 */
export function TileFace({ place, layout, widthPx, heightPx }: Tile) {
  const { vitals, alarms } = useServices();
  const context = useContext(StageContext);
  if (context === null) throw new Error('TileFace stands outside of a WaveStage');
  const { stage, look: stageLook } = context;
  const { pixelRatio } = stageLook;
  const theme = useTheme();
  const look = useMemo((): FaceLook => {
    letters ??= { fontFamily: getComputedStyle(document.body).fontFamily, widthOf: canvasTextWidth() };
    return { theme, pixelRatio, ...letters };
  }, [theme, pixelRatio]);
  const groups = useMemo(() => groupNumerics(place.bed.numerics), [place.bed]);
  const readings = useValue(vitals.bed(place.key));
  const standing = useValue(alarms.bed(place.key));
  const turn = useTurn(standing);
  const delayMs = useMedianDelay(place.key);
  const [made] = useState(() => new MadeBlocks());
  const element = useRef<HTMLDivElement>(null);
  const face = useRef<StagedFace | null>(null);
  const content = { place, layout, widthPx, heightPx, groups, readings, alarms: standing, turn, delayMs };

  useLayoutEffect(() => {
    if (stage === null || element.current === null) return;
    const added = stage.addFace(element.current);
    face.current = added;
    return () => {
      face.current = null;
      added.leave();
    };
  }, [stage]);

  // After each drawing: it is drawn again only when something that it says may have changed.
  useLayoutEffect(() => face.current?.show(tileFace(content, look, made)));

  const [first] = standing;
  return <div ref={element} className="tile-face" title={first === undefined ? undefined : alarmText(first)} />;
}

/** Whose turn it is among a bed's alarms, from 0. Begins anew when one comes or goes: the newest is told at once. */
function useTurn(standing: readonly AlarmReport[]): number {
  const { clock } = useServices();
  useSecond(standing.length > 1);
  const which = standing.map(({ alarmKey }) => alarmKey).join(' ');
  const begun = useRef({ which, atMs: clock.nowMs() });
  if (begun.current.which !== which) begun.current = { which, atMs: clock.nowMs() };
  return Math.max(0, Math.floor((clock.nowMs() - begun.current.atMs) / TURN_MS));
}
