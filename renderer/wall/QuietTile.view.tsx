import { cellId } from './cellId.ts';
import { LinkMark } from './LinkMark.view.tsx';
import { linkTitle, type Place } from './places.ts';
import { Since } from './Since.view.tsx';
import { gatewayName } from './texts.ts';

/** A place without a bed: a gateway that has told none, or a bed that is gone. Says why, and what to do. */
export function QuietTile({
  place,
  leftPx,
  topPx,
  widthPx,
  heightPx,
  column,
  reachable,
  onFocus,
}: {
  place: Exclude<Place, { readonly kind: 'bed' }>;
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
  column: number;
  reachable: boolean;
  onFocus: (key: string) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be laid out as a tile
    <div
      id={cellId(place.key)}
      className="tile tile-quiet"
      role="gridcell"
      aria-colindex={column}
      tabIndex={reachable ? 0 : -1}
      data-bed-key={place.key}
      data-movable={place.kind === 'left' || undefined}
      style={{ left: leftPx, top: topPx, width: widthPx, height: heightPx }}
      onFocus={() => onFocus(place.key)}
    >
      <div className="quiet-message">
        {place.kind === 'left' ? (
          <>
            <h2>{place.displayName}</h2>
            <p>
              {place.isAwaited
                ? `Waiting for ${place.gatewayName}.`
                : `Not served by ${place.gatewayName} now. Its place is kept: close it up in the menu View.`}
            </p>
          </>
        ) : (
          <GatewayMessage place={place} />
        )}
      </div>
    </div>
  );
}

function GatewayMessage({ place }: { place: Extract<Place, { readonly kind: 'gateway' }> }) {
  const { gateway, link, toldBeds } = place;
  const name = gatewayName(gateway);
  if (link.state === 'live') {
    return (
      <>
        <h2>
          <LinkMark state="live" /> {name}
        </h2>
        <p>
          {toldBeds
            ? 'This gateway serves no beds. They appear here as soon as beds are assigned to it.'
            : 'Connected. Waiting for its beds.'}
        </p>
      </>
    );
  }
  return (
    <>
      <h2>
        <LinkMark state={link.state} /> {name}
      </h2>
      <p className="quiet-state">
        <strong>{linkTitle(link)}</strong> <Since sinceMs={link.sinceMs} />
        {link.why !== '' && ` · ${link.why}`}
      </p>
      <p>{link.detail || 'The beds of this gateway appear here once it answers.'}</p>
    </>
  );
}
