import type { Bed } from './ward.ts';

/** A bed as people call it. */
export interface NamedPlace extends Pick<Bed, 'bedKey' | 'displayName'> {
  readonly gatewayId: string;
  /** What its ward is called; '': not known. */
  readonly wardName: string;
}

/**
 * Keys of the beds that two gateways announce under one name in a ward of one name: the same bed twice, as while its gateway is
 * replaced, or two that nobody can tell apart on a wall. Names are all there is: the contract has no id of a bed that two gateways
 * share. A name without its ward's says nothing, as many wards have a bed 1, and twice at one gateway is that ward's own way of
 * naming.
 */
export function bedsTwice(places: Iterable<NamedPlace>): ReadonlySet<string> {
  const named = new Map<string, NamedPlace[]>();
  for (const place of places) {
    const [ward, bed] = [place.wardName, place.displayName].map((name) => name.trim().toLowerCase());
    if (ward === '' || bed === '') continue;
    const name = JSON.stringify([ward, bed]);
    named.set(name, [...(named.get(name) ?? []), place]);
  }
  const shared = [...named.values()].filter((some) => new Set(some.map(({ gatewayId }) => gatewayId)).size > 1);
  return new Set(shared.flat().map(({ bedKey }) => bedKey));
}
