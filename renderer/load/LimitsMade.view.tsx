import { keyOfLimit, limitText } from '#domain/alarms/load/triedLimit.ts';
import type { LimitsTried, Unchanged } from '#domain/alarms/load/widenedLog.ts';
import { unitText } from '#domain/vitals/display.ts';

/** Why alarms of a limit that was tried stayed as they were, behind their number. */
const unchangedTexts: Readonly<Record<Unchanged, readonly [one: string, many: string]>> = {
  noValues: ['tells no values', 'tell no values'],
  unclear: ['does not tell how far it went', 'do not tell how far they went'],
  whenUnknown: ['crossed the tried limit, and nobody told when', 'crossed the tried limit, and nobody told when'],
  ownIsWider: ['had a limit of its own as wide', 'had limits of their own as wide'],
  stoodBefore: ['stood when the span began', 'stood when the span began'],
};

/** What the limits that were tried made of the alarms, and of how many nobody can know. */
export function LimitsMade({ made }: { made: LimitsTried }) {
  const { gone, later, unchanged } = made;
  const left = (Object.keys(unchangedTexts) as Unchanged[]).filter((why) => unchanged[why] > 0);
  return (
    <section aria-label="What the limits made" className="what-if-made">
      <h2>Limits that were tried</h2>
      <table>
        <thead>
          <tr>
            <th>Limit</th>
            <th>tried</th>
            <th>Alarms</th>
            <th>never reported</th>
            <th>begin later</th>
          </tr>
        </thead>
        <tbody>
          {made.limits.map(({ tried, alarms, gone: without, later: moved }) => (
            <tr key={keyOfLimit(tried)}>
              <th scope="row">{limitText(tried)}</th>
              <td>
                {tried.limit} {unitText(tried.unit)}
              </td>
              <td>{alarms}</td>
              <td>{without}</td>
              <td>{moved}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p data-loud={gone.high > 0}>
        The bedsides would not have reported {gone.high} high, {gone.medium} medium, {gone.low} low
        {gone.actionable !== null && `; ${gone.actionable} true`}. {later} would have begun later.
      </p>
      {left.map((why) => {
        const [one, many] = unchangedTexts[why];
        const count = unchanged[why];
        return (
          <p key={why} className="load-quiet">
            {count} {count === 1 ? `alarm ${one}` : `alarms ${many}`}: unchanged.
          </p>
        );
      })}
      <p className="load-quiet">
        Alarms end as they did: when a value was back within a wider limit, no report tells. A call can be lost of an
        alarm that stayed, which called only because it came back often.
      </p>
    </section>
  );
}
