import { messageOf } from '#domain/errors.ts';
import './review.css';
import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useState } from 'react';
import { BehaviorSubject } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';
import type { Archive, HeldStay, HistoryStatus } from '#renderer/history/archive.ts';
import type { Glass } from '#renderer/waveforms/glass.ts';
import { findStay, momentIn } from './findStay.ts';
import { openPlace, reducePlace, sameStay, stayUntil } from './place.ts';
import { ReviewPage } from './ReviewPage.view.tsx';
import { type ReviewOpening, type ReviewServices, ReviewServicesContext, type Whereabouts } from './reviewServices.ts';
import { StayList } from './StayList.view.tsx';

/** Stays end and begin; asked for again this often. */
const AGAIN_MS = 5_000;

const OPENING: HistoryStatus = { state: 'opening', reason: '', heldFromMs: null, heldUntilMs: null };

/**
 * The room of review. Opens the stay that is asked for at its moment; where nothing is held of that patient it says so and
 * offers what is, and never takes another patient's in place of it.
 */
export function Review({
  archive,
  glass,
  clock,
  opening,
  isStationHere,
  whereabouts,
  onClose,
}: {
  archive: Archive;
  glass: Glass;
  clock: Clock;
  opening: ReviewOpening;
  /** Without a station nothing is written, and what lasts ends with what is held. */
  isStationHere: boolean;
  whereabouts: (stay: HeldStay) => Whereabouts;
  onClose: () => void;
}) {
  const [status, setStatus] = useState<HistoryStatus>(OPENING);
  const [stays, setStays] = useState<readonly HeldStay[] | null>(null);
  const [trouble, setTrouble] = useState('');
  const [chosen, choose] = useState<{ readonly stay: HeldStay; readonly atMs: number } | null>(null);
  const [isList, setList] = useState(opening.kind === 'list');
  useEffect(() => {
    const subscription = archive.status.subscribe(setStatus);
    return () => subscription.unsubscribe();
  }, [archive]);
  useEffect(() => {
    let isOver = false;
    const ask = () =>
      archive.stays().then(
        (now) => {
          if (isOver) return;
          setStays(now);
          setTrouble('');
        },
        (error: unknown) => {
          if (!isOver) setTrouble(messageOf(error));
        },
      );
    void ask();
    const timer = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [archive]);

  const heldUntilMs = status.heldUntilMs;
  const latestMs = useMemo(() => {
    return ({ aheadMs }: Pick<HeldStay, 'aheadMs'>) =>
      Math.floor(isStationHere || heldUntilMs === null ? clock.nowMs() + aheadMs : heldUntilMs);
  }, [clock, isStationHere, heldUntilMs]);

  const asked = opening.kind === 'at' && stays !== null ? findStay(stays, opening, latestMs) : null;
  const open =
    chosen ?? (asked === null || opening.kind !== 'at' ? null : { stay: asked, atMs: momentIn(asked, opening) });
  if (stays === null || (stays.length === 0 && status.state === 'opening')) {
    return <Waiting text={trouble === '' ? 'Reading what is held …' : trouble} onClose={onClose} />;
  }
  if (open === null || isList) {
    const isMissing = opening.kind === 'at' && chosen === null && asked === null;
    return (
      <StayList
        stays={stays}
        status={status}
        latestMs={latestMs}
        note={trouble || (isMissing ? 'Nothing is held of this patient in this bed.' : '')}
        onChoose={(stay) => {
          choose({ stay, atMs: stayUntil(stay, latestMs(stay)) });
          setList(false);
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <OpenReview
      key={JSON.stringify([open.stay.bedKey, open.stay.beganMs, chosen ?? opening])}
      archive={archive}
      glass={glass}
      clock={clock}
      stay={stays.find((stay) => sameStay(stay, open.stay)) ?? open.stay}
      atMs={open.atMs}
      latestMs={latestMs}
      whereabouts={whereabouts}
      onStays={() => setList(true)}
      onClose={onClose}
    />
  );
}

/** A review of a stay. The stay may end while it is open: then it ends at that time here too. */
function OpenReview({
  archive,
  glass,
  clock,
  stay,
  atMs,
  latestMs: latestOf,
  whereabouts,
  onStays,
  onClose,
}: {
  archive: Archive;
  glass: Glass;
  clock: Clock;
  stay: HeldStay;
  atMs: number;
  latestMs: (stay: Pick<HeldStay, 'aheadMs'>) => number;
  whereabouts: (stay: HeldStay) => Whereabouts;
  onStays: () => void;
  onClose: () => void;
}) {
  const { aheadMs } = stay;
  const latestMs = useMemo(() => () => latestOf({ aheadMs }), [latestOf, aheadMs]);
  const [place] = useState(() => new BehaviorSubject(openPlace(stay, atMs, latestMs())));
  const services = useMemo(
    (): ReviewServices => ({
      archive,
      place,
      do: (event) => {
        const next = reducePlace(place.value, event, latestMs());
        if (next !== place.value) place.next(next);
      },
      latestMs,
      glass,
      clock,
    }),
    [archive, place, latestMs, glass, clock],
  );
  const { fromMs, untilMs } = stay;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same stay has other ends only
  useEffect(() => {
    const known = place.value.stay;
    if (known.fromMs === fromMs && known.untilMs === untilMs && known.aheadMs === aheadMs) return;
    services.do({ type: 'stay', stay, atMs: place.value.cursorMs });
  }, [services, place, fromMs, untilMs, aheadMs]);
  return (
    <ReviewServicesContext value={services}>
      <ReviewPage whereabouts={whereabouts(stay)} onStays={onStays} onClose={onClose} />
    </ReviewServicesContext>
  );
}

function Waiting({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div className="review" role="dialog" aria-label="Review">
      <header className="review-bar">
        <strong className="review-mark">REVIEW · NOT LIVE</strong>
        <span className="review-space" />
        <button type="button" className="review-button" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <p className="review-empty" role="status">
        {text}
      </p>
    </div>
  );
}
