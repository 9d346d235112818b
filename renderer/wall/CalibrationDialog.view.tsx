import './calibration.css';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import {
  CARD_MM,
  cardOutline,
  measuredCalibration,
  resizedCard,
  systemCalibration,
} from '#domain/display/calibration.ts';
import type { DisplaySize } from '#domain/display/displays.ts';
import type { Glass, GlassView } from '#renderer/waveforms/glass.ts';
import { ModalDialog } from './ModalDialog.view.tsx';
import { useValue } from './services.ts';

/** A press of an arrow makes the card so many device pixels longer; with Shift, finer. */
const STEP_PX = 5;
const FINE_STEP_PX = 1;
const RULER_CM = 10;

/**
 * How large a millimetre is on the display that the window stands on: as the display says itself, or measured with a card
 * on the glass. What is saved holds for this display; a window that moves to another one takes that one's. Modal while it
 * is there.
 */
export function CalibrationDialog({ glass, onClose }: { glass: Glass; onClose: () => void }) {
  const view = useValue(glass.view);
  return (
    <ModalDialog className="about calibration" titleId="calibration-title" onClose={onClose}>
      <h1 id="calibration-title">Size of this display</h1>
      <p>
        Waves are drawn to the millimetre: 25 mm/s and 10 mm/mV are true once it is known how large this display is.{' '}
        <strong>{inUse(view)}</strong>
      </p>
      <section>
        <h2>As the display says</h2>
        <SystemSize view={view} onUse={() => glass.measure(null)} />
      </section>
      <section>
        <h2>Measured with a card</h2>
        {/* Another display begins anew. */}
        <CardOnGlass key={view.key} view={view} glass={glass} />
      </section>
    </ModalDialog>
  );
}

function SystemSize({ view: { system, calibration }, onUse }: { view: GlassView; onUse: () => void }) {
  if (system === null) return <p>The system does not know how large this display is.</p>;
  const said = `${nameOf(system)} says it is ${Math.round(system.widthMm)} × ${Math.round(system.heightMm)} mm`;
  if (systemCalibration(system) === null) return <p>{said}, which does not fit its resolution.</p>;
  return (
    <p className="calibration-line">
      <span>{said}.</span>
      {calibration?.source === 'measured' ? (
        <button type="button" className="bar-button" onClick={onUse}>
          Use it
        </button>
      ) : (
        <strong>In use</strong>
      )}
    </p>
  );
}

function CardOnGlass({ view, glass }: { view: GlassView; glass: Glass }) {
  const { pxPerMm, pixelRatio, calibration } = view;
  const [longPx, setLongPx] = useState(() => resizedCard(pxPerMm * CARD_MM.width, 0));
  const room = useRef<HTMLDivElement>(null);
  const [roomPx, setRoomPx] = useState(600);
  const slider = useId();
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setRoomPx(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const drawn = longPx / CARD_MM.width;
  const outline = cardOutline(drawn, { widthPx: roomPx * pixelRatio, heightPx: Number.POSITIVE_INFINITY });
  const resize = (byPx: number) => setLongPx((held) => resizedCard(held, byPx));
  const size = `${drawn.toFixed(2)} px/mm: this display would be ${screenCm(drawn, pixelRatio).toFixed(1)} cm wide`;
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(by * (event.shiftKey ? FINE_STEP_PX : STEP_PX));
  };
  return (
    <>
      <p>
        Hold a bank card or a staff badge (85.6 × 54 mm) against the screen, and make the outline as large as it: drag
        an edge, or use the slider with the arrow keys, with Shift for fine steps.
      </p>
      <div className="calibration-room" ref={room}>
        <CardOutlineBox
          widthPx={outline.widthPx / pixelRatio}
          heightPx={outline.heightPx / pixelRatio}
          isUpright={outline.isUpright}
          onDrag={(byCssPx) => resize(Math.round(byCssPx * pixelRatio))}
        />
      </div>
      <p className="calibration-line">
        <label htmlFor={slider}>Long side of the card</label>
        <input
          id={slider}
          type="range"
          min={resizedCard(0, 0)}
          max={Math.max(longPx, Math.floor(roomPx * pixelRatio))}
          step={1}
          value={longPx}
          aria-valuetext={size}
          onKeyDown={onKeyDown}
          onChange={({ target }) => setLongPx(resizedCard(Number(target.value), 0))}
        />
        <output className="calibration-size">{size}</output>
      </p>
      <Ruler cmPx={(drawn * 10) / pixelRatio} />
      <p className="calibration-line">
        <button type="button" className="bar-button" onClick={() => glass.measure(measuredCalibration(longPx))}>
          Save for this display
        </button>
        {calibration?.source === 'measured' && (
          <button type="button" className="bar-button" onClick={() => glass.measure(null)}>
            Forget what was measured
          </button>
        )}
      </p>
    </>
  );
}

/** Grows from its middle, so an edge that is dragged moves half of what the card grows. */
function CardOutlineBox({
  widthPx,
  heightPx,
  isUpright,
  onDrag,
}: {
  widthPx: number;
  heightPx: number;
  isUpright: boolean;
  onDrag: (byCssPx: number) => void;
}) {
  const from = useRef<{ readonly at: number; readonly side: 1 | -1 } | null>(null);
  const along = (event: PointerEvent) => (isUpright ? event.clientY : event.clientX);
  return (
    <div
      className="calibration-card"
      data-upright={isUpright}
      style={{ width: widthPx, height: heightPx }}
      aria-hidden="true"
      onPointerDown={(event) => {
        const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
        const middle = isUpright ? top + height / 2 : left + width / 2;
        from.current = { at: along(event), side: along(event) < middle ? -1 : 1 };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const held = from.current;
        if (held === null || event.buttons === 0) return;
        const by = (along(event) - held.at) * held.side * 2;
        if (Math.abs(by) < 1) return;
        from.current = { ...held, at: along(event) };
        onDrag(by);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
    >
      85.6 × 54 mm
    </div>
  );
}

/** To check with a real one. */
function Ruler({ cmPx }: { cmPx: number }) {
  return (
    <div className="calibration-ruler" role="img" aria-label="A ruler of 10 cm, to check with a real one">
      <svg width={cmPx * RULER_CM + 2} height={34} aria-hidden="true">
        {Array.from({ length: RULER_CM * 10 + 1 }, (_, mm) => {
          const x = 1 + (mm * cmPx) / 10;
          const height = mm % 10 === 0 ? 18 : mm % 5 === 0 ? 13 : 8;
          // biome-ignore lint/suspicious/noArrayIndexKey: a millimetre is its place
          return <line key={mm} x1={x} x2={x} y1={0} y2={height} />;
        })}
        {Array.from({ length: RULER_CM }, (_, cm) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a centimetre is its place
          <text key={cm} x={1 + (cm + 1) * cmPx - 3} y={31} textAnchor="end">
            {cm + 1}
          </text>
        ))}
      </svg>
      <span>Check: this is 10 cm</span>
    </div>
  );
}

function inUse({ calibration, pxPerMm, pixelRatio }: GlassView): string {
  if (calibration === null) return 'Now it is uncalibrated: lengths are guessed.';
  const how = calibration.source === 'measured' ? 'measured with a card' : 'as the display says';
  return `Now it is ${how}: ${pxPerMm.toFixed(2)} px/mm, ${screenCm(pxPerMm, pixelRatio).toFixed(1)} cm wide.`;
}

function nameOf({ name }: DisplaySize): string {
  return name === null || name === '' ? 'This display' : `This display (${name})`;
}

function screenCm(pxPerMm: number, pixelRatio: number): number {
  return (screen.width * pixelRatio) / pxPerMm / 10;
}
