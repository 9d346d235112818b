import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import type { EngineLink } from './engineLink.ts';
import type { Glass } from './glass.ts';
import { Stage, type StageLook } from './stage.ts';
import { StageContext } from './stageContext.ts';
import type { WaveSettingsStore } from './waveSettings.store.ts';
import './waves.css';

/**
 * The canvas on which all live traces below it are painted, behind its children. Whatever stands over waves must let
 * them through: no background of its own. A new engine gets a new canvas.
 */
export function WaveStage({
  waves,
  settings,
  glass,
  className,
  children,
}: {
  waves: EngineLink;
  settings: WaveSettingsStore;
  glass: Glass;
  className?: string;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const look = useLook(settings, glass);
  const latestLook = useRef(look);
  const generation = useSubject(waves.generation, (value) => value);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new engine paints on a canvas of its own
  useLayoutEffect(() => {
    if (box.current === null) return;
    // Made here, not drawn by React: a canvas can be handed over once, an effect may run twice.
    const canvas = document.createElement('canvas');
    canvas.className = 'wave-stage-canvas';
    box.current.append(canvas);
    const opened = new Stage(canvas, waves, latestLook.current);
    setStage(opened);
    return () => {
      opened.close();
      canvas.remove();
      setStage(null);
    };
  }, [waves, generation]);

  useLayoutEffect(() => {
    latestLook.current = look;
    stage?.setLook(look);
  }, [stage, look]);

  const context = useMemo(() => ({ waves, settings, look, stage }), [waves, settings, look, stage]);
  return (
    <StageContext value={context}>
      <div className={className === undefined ? 'wave-stage' : `wave-stage ${className}`}>
        <div ref={box} className="wave-stage-ground" />
        {children}
      </div>
    </StageContext>
  );
}

function useLook(settings: WaveSettingsStore, glass: Glass): StageLook {
  const { palette } = useTheme();
  const mode = useSubject(settings.state, (state) => state.mode);
  const speedMmPerS = useSubject(settings.state, (state) => state.speedMmPerS);
  const { pxPerMm, pixelRatio } = useSubject(glass.view, (view) => view);
  return useMemo(
    () => ({ mode, speedMmPerS, pxPerMm, pixelRatio, palette }),
    [mode, speedMmPerS, pxPerMm, pixelRatio, palette],
  );
}
