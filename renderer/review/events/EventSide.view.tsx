import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { parameterOf } from '#domain/codes/mdc.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { type KeptChannel, waveName } from '#renderer/history/keptWave.ts';
import { scaleOf } from '#renderer/review/disclosure/layRow.ts';
import { RowPlot } from '#renderer/review/disclosure/rowPlot.view.ts';
import { type HeldRow, readRow } from '#renderer/review/disclosure/rows.store.ts';
import { NoteActions } from '#renderer/review/notes/NoteActions.view.tsx';
import { useReview } from '#renderer/review/reviewServices.ts';
import { channelText } from '#renderer/review/reviewTexts.ts';
import { channelsInOrder, useNames } from '#renderer/review/useHeld.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { Sign } from './EventRow.view.tsx';
import { factsOf } from './eventTexts.ts';
import type { StayEvent } from './stayEvents.ts';

/** So much before and after the moment is shown. */
const HALF_MS = 5_000;
const MOST_LANES = 3;
/** Who runs through the list asks for nothing on the way. */
const REST_MS = 80;
/** What is as new as this is still coming. */
const YOUNG_MS = 10_000;
const AGAIN_MS = 2_000;

/** The event that is looked at: its waves at that moment, and all that is known of it. */
export function EventSide({
  event,
  nameOf,
  isStationHere,
  onStrip,
}: {
  event: StayEvent;
  nameOf: (actorId: string) => string;
  isStationHere: boolean;
  onStrip: () => void;
}) {
  const { place } = useReview();
  const stay = useSubject(place, (value) => value.stay);
  const names = useNames(stay);
  const channels = useMemo(
    () => (names.state === 'here' ? channelsInOrder(names.value.waves).slice(0, MOST_LANES) : []),
    [names],
  );
  return (
    <aside
      className="events-side"
      aria-label="The chosen event"
      data-priority={event.type === 'alarm' && event.priority}
    >
      <h2>
        <Sign event={event} /> {event.text}
      </h2>
      <div className="events-preview">
        {channels.map((channel) => (
          <PreviewLane key={waveName(channel)} stay={stay} channel={channel} atMs={Math.round(event.atMs)} />
        ))}
        <span className="events-onset" />
      </div>
      <p className="events-preview-foot">
        <span className="review-quiet">10 s, not to scale</span>
        <button type="button" className="bar-button" onClick={onStrip}>
          Open its strip <kbd>Enter</kbd>
        </button>
      </p>
      <dl className="events-facts">
        {factsOf(event, nameOf, isStationHere).map(([about, words]) => (
          <div key={`${about} ${words}`}>
            <dt>{about}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      {event.type === 'note' && <NoteActions key={event.id} shown={event.shown} />}
    </aside>
  );
}

/** One wave around a moment. */
function PreviewLane({ stay, channel, atMs }: { stay: HeldStay; channel: KeptChannel; atMs: number }) {
  const { archive, latestMs } = useReview();
  const { palette, parameters } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  const [row, setRow] = useState<HeldRow | null>(null);
  const wave = waveName(channel);
  const colour = parameters[parameterOf(channel.code)];
  const columns = Math.max(1, Math.round(size.widthPx * devicePixelRatio));
  const { bedKey, owner, aheadMs, fromMs, untilMs } = stay;
  useEffect(() => {
    if (columns <= 1) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const read = async () => {
      const nowMs = latestMs();
      const of = { whose: { bedKey, owner, aheadMs }, wave, columns, fromMs, untilMs };
      const held = await readRow(archive, of, atMs - HALF_MS, atMs + HALF_MS, nowMs);
      if (isOver) return;
      setRow(held);
      if (atMs + HALF_MS > nowMs - YOUNG_MS) timer = setTimeout(() => void read(), AGAIN_MS);
    };
    timer = setTimeout(() => void read(), REST_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [archive, latestMs, bedKey, owner, aheadMs, wave, columns, fromMs, untilMs, atMs]);
  // Of the moment before nothing is shown beside the words of this one.
  const shown = row !== null && !('failed' in row) && row.fromMs !== atMs - HALF_MS ? null : row;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || shown === null || 'failed' in shown || size.widthPx === 0) return;
    const plot = new RowPlot(element, size.widthPx, size.heightPx);
    plot.show(shown, { colour, palette, scale: scaleOf([shown]) ?? { low: -1, high: 1 } });
    return () => plot.destroy();
  }, [shown, size, colour, palette]);
  return (
    <div className="events-lane" role="img" aria-label={`${channelText(channel)} around the event`}>
      <div ref={box} className="events-lane-plot" />
      <span className="events-lane-name" style={{ color: colour }}>
        {channelText(channel)}
      </span>
      {shown !== null && 'failed' in shown && <span className="events-lane-name">can’t be read: {shown.failed}</span>}
    </div>
  );
}
