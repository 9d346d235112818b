import type { Place } from './places.ts';

/** The part of a layout that says which beds stand where. */
export interface Arrangement {
  /** Keys of places in order; those that are not in it follow as the ward has them. */
  readonly order: readonly string[];
  /** Names of the beds in `order`, for a place whose bed is not there. */
  readonly names: Readonly<Record<string, string>>;
  /** Beds that this window does not show. A bed nobody has decided on is shown. */
  readonly hidden: readonly string[];
}

/**
 * The ward's places as a layout arranges them. A bed in the order that is not there keeps its place empty, and so do beds
 * of a gateway that has not spoken yet: nothing moves while the wards come in one by one, or when one goes. Empty places
 * at the very end are not kept. Places that did not change are the same objects.
 */
export function arrange(places: readonly Place[], { order, names, hidden }: Arrangement): readonly Place[] {
  const left = new Map(places.map((place) => [place.key, place]));
  const arranged: Place[] = [];
  const gatewaysNamed = new Set<string>();
  const unheard = new Map(
    places.flatMap((place) => (place.kind === 'gateway' ? [[place.gateway.gatewayId, place]] : [])),
  );
  for (const key of order) {
    const place = left.get(key);
    if (place !== undefined) {
      arranged.push(place);
      left.delete(key);
      continue;
    }
    const gatewayId = gatewayOf(key);
    const gateway = unheard.get(gatewayId);
    if (gateway !== undefined) gatewaysNamed.add(gateway.key);
    arranged.push({
      kind: 'left',
      key,
      displayName: names[key] ?? key.slice(gatewayId.length + 1),
      gatewayName: gatewayId,
      ...(gateway !== undefined && !gateway.toldBeds && { isAwaited: true }),
    });
  }
  // A gateway that has not spoken is told by the places of its beds.
  for (const place of left.values()) if (!gatewaysNamed.has(place.key)) arranged.push(place);
  const isHidden = new Set(hidden);
  const shown = arranged.filter((place) => !isHidden.has(place.key));
  while (isGone(shown.at(-1))) shown.pop();
  return shown;
}

const isGone = (place: Place | undefined) => place?.kind === 'left' && place.isAwaited !== true;

/** A bed's key begins with its gateway's id. */
function gatewayOf(bedKey: string): string {
  return bedKey.slice(0, Math.max(0, bedKey.indexOf('/')));
}
