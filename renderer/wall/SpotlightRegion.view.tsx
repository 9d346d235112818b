import { type CSSProperties, useMemo } from 'react';
import { AlarmList } from '#renderer/alarms/AlarmList.view.tsx';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { TileParts, tileStyle } from './BedTile.view.tsx';
import { type BedPlace, hasNumbers } from './places.ts';
import { useBehind, useStanding } from './services.ts';
import { tileLayout } from './tileLayout.ts';

const CAPTION_PX = 34;
const LIST_SHARE = 0.2;

/**
 * The region at the right that shows the bed with the most urgent alarm large. It is there also while there is no alarm,
 * so that no tile moves when one comes.
 */
export function SpotlightRegion({
  place,
  isPinned,
  leftPx,
  widthPx,
  heightPx,
  pixelRatio,
  onPin,
  onOpen,
}: {
  /** null: no alarm above low priority. */
  place: BedPlace | null;
  isPinned: boolean;
  leftPx: number;
  widthPx: number;
  heightPx: number;
  pixelRatio: number;
  onPin: () => void;
  onOpen: (key: string) => void;
}) {
  const listPx = Math.round(heightPx * LIST_SHARE);
  const tileHeightPx = heightPx - CAPTION_PX - listPx;
  const layout = useMemo(
    () => tileLayout(widthPx, tileHeightPx, 'near', 'auto', pixelRatio),
    [widthPx, tileHeightPx, pixelRatio],
  );
  const style = { ...tileStyle(layout), left: leftPx, width: widthPx, height: heightPx } as CSSProperties;
  return (
    <section className="spotlight" aria-label="Spotlight: the bed with the most urgent alarm" style={style}>
      <header className="spotlight-caption" style={{ height: CAPTION_PX }}>
        <span>Spotlight</span>
        <span className="spotlight-note">{isPinned ? 'pinned: does not follow the alarms' : 'most urgent alarm'}</span>
        {place !== null && (
          <>
            <button type="button" className="bar-button" aria-pressed={isPinned} onClick={onPin}>
              {isPinned ? 'Release' : 'Pin'}
            </button>
            <button type="button" className="bar-button" onClick={() => onOpen(place.key)}>
              Open large
            </button>
          </>
        )}
      </header>
      {place === null ? (
        <div className="spotlight-calm" style={{ top: CAPTION_PX }}>
          no alarm
        </div>
      ) : (
        <>
          <div
            key={place.key}
            className="tile"
            data-link={place.link.state}
            data-density={layout.density}
            data-numbers={hasNumbers(place, layout)}
            style={{ left: 0, top: CAPTION_PX, width: widthPx, height: tileHeightPx }}
          >
            <TileParts place={place} layout={layout} widthPx={widthPx} heightPx={tileHeightPx} />
          </div>
          <SpotlightAlarms place={place} heightPx={listPx} />
        </>
      )}
    </section>
  );
}

function SpotlightAlarms({ place, heightPx }: { place: BedPlace; heightPx: number }) {
  return (
    <div className="spotlight-alarms" style={{ height: heightPx }}>
      <AlarmList
        alarms={useStanding(place)}
        behind={useBehind(place)}
        isLive={place.link.state === 'live'}
        timeText={(timeMs) => timeOfDay(timeMs, true)}
      />
    </div>
  );
}
