import { limitText, type ToldLimit } from '#domain/alarms/load/triedLimit.ts';
import { unitText } from '#domain/vitals/display.ts';

/** A limit that can be tried: how it was set, how many alarms it made, and another in its place. */
export function LimitField({
  told,
  value,
  onChange,
}: {
  told: ToldLimit;
  value: number;
  onChange: (value: number) => void;
}) {
  const { strictest, widest, alarms, beds } = told;
  const was = strictest === widest ? `${strictest}` : `${strictest} to ${widest}`;
  const isChanged = value !== strictest;
  return (
    <label className="what-if-field" data-changed={isChanged}>
      <span>
        {limitText(told)}{' '}
        <span className="load-quiet">
          {alarms} {alarms === 1 ? 'alarm' : 'alarms'}, {beds} {beds === 1 ? 'bed' : 'beds'}
        </span>
      </span>
      <input
        type="number"
        step="any"
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span>{unitText(told.unit)}</span>
      <span className="load-quiet">{isChanged || strictest !== widest ? `was ${was}` : ''}</span>
    </label>
  );
}
