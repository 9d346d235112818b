import './off.css';
import type { Setting } from '#domain/alarms/activation.ts';
import { BELL, CROSS_PENS, offSign } from './offSigns.ts';

/** The sign of a pause or an off, in the current text colour. */
export function OffSign({ setting }: { setting: Pick<Setting, 'signal' | 'activation'> }) {
  const { body, cross } = offSign(setting);
  return (
    <svg className="off-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={body} />
      <path className="off-gap" d={cross} strokeWidth={CROSS_PENS.gap} />
      <path className="off-cross" d={cross} strokeWidth={CROSS_PENS.line} />
    </svg>
  );
}

/** A bell: the sound of alarms. */
export function BellSign() {
  return (
    <svg className="off-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={BELL} />
    </svg>
  );
}
