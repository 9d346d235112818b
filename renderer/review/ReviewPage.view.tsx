import './review.css';
import { useContext, useEffect, useMemo, useRef, useState } from 'react';
import { waveName } from '#renderer/history/keptWave.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { ExportDialog } from './export/ExportDialog.view.tsx';
import { ExportServicesContext } from './export/exportServices.ts';
import { Overview } from './overview/Overview.view.tsx';
import { stayUntil } from './place.ts';
import { jumps, reviewKey } from './reviewKeys.ts';
import { useReview, type Whereabouts } from './reviewServices.ts';
import { clockRemark, dayText, momentText, patientDetails, patientText, spanText } from './reviewTexts.ts';
import { typedMoment } from './typedMoment.ts';
import { channelsInOrder, useMarks, useNames } from './useHeld.ts';
import { ways } from './ways.ts';

/**
 * The review of one stay: whose it is, where in time we stand, one of the ways to look, and the overview. What is shown is
 * the past, and says so; it never looks like the wall.
 */
export function ReviewPage({
  whereabouts,
  onStays,
  onClose,
}: {
  whereabouts: Whereabouts;
  /** To the list of all stays. */
  onStays: () => void;
  onClose: () => void;
}) {
  const { place: where, do: act, latestMs, archive } = useReview();
  const place = useSubject(where, (value) => value);
  const { stay, cursorMs } = place;
  const root = useRef<HTMLDivElement>(null);
  const names = useNames(stay);
  const marks = useMarks(stay);
  const current = ways.find(({ way }) => way === place.way) ?? ways[0];
  useEffect(() => root.current?.focus(), []);
  const channels = useMemo(() => (names.state === 'here' ? channelsInOrder(names.value.waves) : []), [names]);
  useEffect(() => {
    if (where.value.waves.length === 0 && channels.length > 0) act({ type: 'waves', waves: channels.map(waveName) });
  }, [channels, act, where]);

  useReviewKeys((event) => {
    const change = reviewKey(event, where.value, marks, latestMs(), ways);
    if (change === 'close') onClose();
    else if (change !== null) act(change);
    return change !== null;
  });

  return (
    <div
      ref={root}
      className="review"
      role="dialog"
      aria-label={`Review of ${patientText(stay.patient)}`}
      tabIndex={-1}
    >
      <header className="review-bar">
        <strong className="review-mark">REVIEW · NOT LIVE</strong>
        <h1>
          {patientText(stay.patient)}
          <span className="review-details">{patientDetails(stay.patient)}</span>
        </h1>
        <span className="review-stay">
          bed {stay.bedName} · {momentText(stay.fromMs)} to{' '}
          {stay.untilMs === null ? (whereabouts.kind === 'here' ? 'now' : 'last known') : momentText(stay.untilMs)} (
          {spanText(stayUntil(stay, latestMs()) - stay.fromMs)})
        </span>
        <Gone whereabouts={whereabouts} untilMs={stay.untilMs} />
        {clockRemark(stay.aheadMs) !== '' && <span className="review-wrong">{clockRemark(stay.aheadMs)}</span>}
        <span className="review-space" />
        <ExportButton />
        <button type="button" className="review-button" onClick={onStays}>
          All stays
        </button>
        <button type="button" className="review-button" onClick={onClose} aria-label="Close the review (Escape)">
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <nav className="review-ways">
        <span className="review-choice" role="tablist" aria-label="Ways to look">
          {ways.map(({ way, title }, k) => (
            <button
              key={way}
              type="button"
              role="tab"
              aria-selected={way === current?.way}
              className="bar-button"
              onClick={() => act({ type: 'look', way })}
            >
              {title} <kbd>{k + 1}</kbd>
            </button>
          ))}
        </span>
        <span className="review-jumps">
          {jumps.map((jump) => (
            <button
              key={jump.text}
              type="button"
              className="bar-button"
              title={jump.title}
              aria-label={jump.title}
              onClick={() => {
                const change = jump.to(place, marks);
                if (change !== null) act(change);
              }}
              disabled={jump.to(place, marks) === null}
            >
              {jump.text}
            </button>
          ))}
        </span>
        <TypedCursor />
        <span className="review-quiet">{dayText(cursorMs)}</span>
        <span className="review-space" />
        <HistoryState archive={archive} />
      </nav>
      {current !== undefined && <current.View key={`${stay.bedKey} ${stay.beganMs}`} />}
      <Overview key={`overview ${stay.bedKey} ${stay.beganMs}`} />
    </div>
  );
}

/** Opens the dialog of exports; not there where nothing can be exported. */
function ExportButton() {
  const services = useContext(ExportServicesContext);
  const [isOpen, setOpen] = useState(false);
  if (services === null) return null;
  return (
    <>
      <button type="button" className="review-button" onClick={() => setOpen(true)}>
        Export
      </button>
      {isOpen && <ExportDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** That the patient is gone, unmistakably; whoever lies in the bed now is not named here. */
function Gone({ whereabouts, untilMs }: { whereabouts: Whereabouts; untilMs: number | null }) {
  if (untilMs !== null || whereabouts.kind === 'gone') {
    const since = untilMs === null ? '' : ` since ${momentText(untilMs)}`;
    const taken = whereabouts.kind === 'gone' && whereabouts.bedIsTaken ? ' · another patient is in this bed now' : '';
    return (
      <strong className="review-gone" role="status">
        LEFT THIS BED{since}
        {taken}
      </strong>
    );
  }
  if (whereabouts.kind === 'unknown') return <strong className="review-gone">bed not heard of at present</strong>;
  return null;
}

/** The cursor's time; another one can be typed. */
function TypedCursor() {
  const { place: where, do: act, latestMs } = useReview();
  const { cursorMs, stay } = useSubject(where, (value) => value);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = timeOfDay(cursorMs, true);
  const end = stayUntil(stay, latestMs());
  const atMs = typed === null ? cursorMs : typedMoment(typed, cursorMs, stay.fromMs, end);
  return (
    <form
      className="review-typed"
      onSubmit={(event) => {
        event.preventDefault();
        if (atMs === null) return;
        act({ type: 'goTo', atMs });
        setTyped(null);
      }}
    >
      <label>
        cursor{' '}
        <input
          value={typed ?? shown}
          size={11}
          aria-invalid={atMs === null}
          title="A time such as 3:12:05, or with the day of the month: 26 3:12"
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={() => setTyped(null)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            event.preventDefault();
            setTyped(null);
            event.currentTarget.blur();
          }}
        />
      </label>
      {atMs === null && (
        <span className="review-wrong" role="alert">
          no such time in this stay
        </span>
      )}
    </form>
  );
}

/** What is to be said of the history as a whole; nothing while all is well. */
function HistoryState({ archive }: { archive: ReturnType<typeof useReview>['archive'] }) {
  const [reason, setReason] = useState('');
  useEffect(() => {
    const subscription = archive.status.subscribe((status) => setReason(status.reason));
    return () => subscription.unsubscribe();
  }, [archive]);
  return reason === '' ? null : <span className="review-wrong">{reason}</span>;
}

/** Where keys are typed rather than pressed. */
const TYPED_INTO = 'input:not([type=radio], [type=checkbox]), select, textarea';

/** Keys that work wherever the focus is, but in the list of alarms, and unless a view has taken them. */
function useReviewKeys(take: (event: KeyboardEvent) => boolean): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const { target } = event;
      if (document.querySelector('dialog[open]') !== null) return;
      if (target instanceof Element && target.closest(`.rail, ${TYPED_INTO}`) !== null) return;
      if (latest.current(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
