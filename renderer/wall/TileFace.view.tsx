import { useContext, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { groupNumerics } from '#domain/vitals/display.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import type { ListedAlarm } from '#renderer/alarms/listed.ts';
import { offsOfBed, offTime } from '#renderer/alarms/off/offTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import type { StagedFace } from '#renderer/waveforms/stage.ts';
import { StageContext } from '#renderer/waveforms/stageContext.ts';
import { canvasTextWidth, type FaceLook } from './face/sketch.ts';
import type { OffMark, Tile } from './face/tileContent.ts';
import { MadeBlocks, tileFace } from './face/tileFace.ts';
import { useMedianDelay, useSecond, useServices, useStanding, useValue } from './services.ts';

/** How long an alarm is told before one as urgent has its turn: long enough to be read from afar. */
const TURN_MS = 3_000;

/** The page's letters, found out once. */
let letters: Pick<FaceLook, 'fontFamily' | 'widthOf'> | null = null;

/**
 * What a tile says around its waves: painted by the nearest stage, on the canvas of the traces. For pointers it is one bare
 * element; screen readers have the tile's name.
 */
export function TileFace({ place, layout, widthPx, heightPx }: Tile) {
  const { vitals } = useServices();
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
  const standing = useStanding(place);
  const turn = useTurn(standing);
  const off = useOffMark(place.key);
  const delayMs = useMedianDelay(place.key);
  const [made] = useState(() => new MadeBlocks());
  const element = useRef<HTMLDivElement>(null);
  const face = useRef<StagedFace | null>(null);
  const content = { place, layout, widthPx, heightPx, groups, readings, alarms: standing, off, turn, delayMs };

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
  return (
    <div
      ref={element}
      className="tile-face"
      title={first === undefined ? undefined : alarmText(first.member.alarm.report)}
    />
  );
}

/** Whose turn it is among a bed's alarms, from 0. Begins anew when one comes or goes: the newest is told at once. */
function useTurn(standing: readonly ListedAlarm[]): number {
  const { clock } = useServices();
  useSecond(standing.length > 1);
  const which = standing.map(({ member }) => `${member.alarm.id} ${member.alarm.occurrence}`).join(' ');
  const begun = useRef({ which, atMs: clock.nowMs() });
  if (begun.current.which !== which) begun.current = { which, atMs: clock.nowMs() };
  return Math.max(0, Math.floor((clock.nowMs() - begun.current.atMs) / TURN_MS));
}

/** What is paused or off at a bed, with how long it lasts yet; the same object while it says the same. */
function useOffMark(bedKey: string): OffMark | null {
  const { alarms } = useServices();
  const settings = useSubject(alarms.view, (view) => view.settings);
  const [setting] = useMemo(() => offsOfBed(settings, bedKey), [settings, bedKey]);
  const nowMs = useSecond(setting?.activation === 'paused');
  const signal = setting?.signal;
  const activation = setting?.activation;
  const left = setting?.activation === 'paused' ? offTime(setting, nowMs) : '';
  return useMemo(
    () => (signal === undefined || activation === undefined ? null : { signal, activation, left }),
    [signal, activation, left],
  );
}
