import './off.css';
import type { Setting } from '#domain/alarms/activation.ts';
import { offSign } from './offSigns.ts';

/** The sign of a pause or an off, in the current text colour. */
export function OffSign({ setting }: { setting: Pick<Setting, 'signal' | 'activation'> }) {
  const { body, cross } = offSign(setting);
  return (
    <svg className="off-sign" viewBox="0 0 24 24" aria-hidden="true">
      <path d={body} />
      <path className="off-cross" d={cross} />
    </svg>
  );
}
