import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Stage } from './stage.ts';
import { StageContext } from './stageContext.ts';
import type { WaveformStore } from './waveforms.store.ts';
import './waves.css';

/** The ground where the page's style says nothing (theme.css, --ground). */
const DEFAULT_GROUND = '#05080b';

/**
 * The canvas on which all live traces below it are painted, behind its children. Whatever stands over waves must let
 * them through: no background of its own.
 */
export function WaveStage({
  store,
  className,
  children,
}: {
  store: WaveformStore;
  className?: string;
  children: ReactNode;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const opened = new Stage(canvas.current, store, groundOf(canvas.current));
    setStage(opened);
    return () => {
      opened.close();
      setStage(null);
    };
  }, [store]);
  const context = useMemo(() => ({ store, stage }), [store, stage]);
  return (
    <StageContext value={context}>
      <div className={className === undefined ? 'wave-stage' : `wave-stage ${className}`}>
        <canvas ref={canvas} className="wave-stage-canvas" />
        {children}
      </div>
    </StageContext>
  );
}

/** The colour behind the traces at an element, as the page's style sets it. */
export function groundOf(element: Element): string {
  return getComputedStyle(element).getPropertyValue('--ground').trim() || DEFAULT_GROUND;
}
