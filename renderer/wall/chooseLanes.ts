import { type Parameter, parameterOf } from '#domain/codes/mdc.ts';
import type { Channel } from '#domain/signals/channel.ts';

/** Which traces a small tile gives up last. */
const importance: readonly Parameter[] = ['ecg', 'resp', 'spo2', 'abp', 'co2', 'cvp', 'pap', 'other'];
/** From top to bottom, as bedside monitors have it. */
const position: readonly Parameter[] = ['ecg', 'spo2', 'abp', 'pap', 'cvp', 'co2', 'resp', 'other'];

const isLeadII = (channel: Channel): boolean =>
  channel.code === 'MDC_ECG_ELEC_POTL_II' || channel.code === 'MDC_ECG_ELEC_POTL_MLII';

function placeIn(order: readonly Parameter[], channel: Channel): number {
  const place = order.indexOf(parameterOf(channel.code));
  return place < 0 ? order.length : place;
}

/**
 * The traces a tile shows when it has room for `count`: one of each parameter first (of the ECG lead II, else the first
 * lead there is), then further ones. From top to bottom.
 */
export function chooseLanes(channels: readonly Channel[], count: number): readonly Channel[] {
  const preferred = [...channels].sort((a, b) => Number(isLeadII(b)) - Number(isLeadII(a)));
  const firsts: Channel[] = [];
  const further: Channel[] = [];
  for (const channel of preferred) {
    const isFirst = !firsts.some((held) => parameterOf(held.code) === parameterOf(channel.code));
    (isFirst ? firsts : further).push(channel);
  }
  const byImportance = (a: Channel, b: Channel) => placeIn(importance, a) - placeIn(importance, b);
  return [...firsts.sort(byImportance), ...further.sort(byImportance)]
    .slice(0, count)
    .sort((a, b) => placeIn(position, a) - placeIn(position, b));
}
