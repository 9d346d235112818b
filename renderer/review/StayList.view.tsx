import './review.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { HeldStay, HistoryStatus } from '#renderer/history/archive.ts';
import { stayUntil } from './place.ts';
import { momentText, patientDetails, patientText, spanText } from './reviewTexts.ts';

/** All stays of which something is held, also of patients who are gone: one is chosen to be reviewed. */
export function StayList({
  stays,
  status,
  latestMs,
  note,
  onChoose,
  onClose,
}: {
  stays: readonly HeldStay[];
  status: HistoryStatus;
  /** When a stay ends that lasts. */
  latestMs: (stay: HeldStay) => number;
  /** Why the list is shown where something else was asked for; ''. */
  note: string;
  onChoose: (stay: HeldStay) => void;
  onClose: () => void;
}) {
  const [wanted, setWanted] = useState('');
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.querySelector('input')?.focus(), []);
  const shown = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/);
    return stays.filter(({ patient, bedName }) => {
      const text = `${patientText(patient)} ${patientDetails(patient)} ${bedName}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [stays, wanted]);
  return (
    <div ref={root} className="review" role="dialog" aria-label="What is held of the past">
      <header className="review-bar">
        <strong className="review-mark">REVIEW · NOT LIVE</strong>
        <h1>What is held</h1>
        <span className="review-stay">
          {status.heldFromMs === null || status.heldUntilMs === null
            ? 'nothing yet'
            : `${momentText(status.heldFromMs)} to ${momentText(status.heldUntilMs)}`}
        </span>
        <span className="review-space" />
        <button type="button" className="review-button" onClick={onClose} aria-label="Close the review (Escape)">
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <div className="stays-head">
        <label>
          Name, number or bed{' '}
          <input
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') onClose();
            }}
          />
        </label>
        <span className="review-quiet">
          {shown.length} of {stays.length} stays
        </span>
        {note !== '' && (
          <span className="review-wrong" role="alert">
            {note}
          </span>
        )}
        {status.reason !== '' && <span className="review-wrong">{status.reason}</span>}
      </div>
      <div className="stays">
        {stays.length === 0 && <p className="review-empty">Nothing is held of the past.</p>}
        {stays.length > 0 && (
          <table className="stays-table">
            <thead>
              <tr>
                <th scope="col">Patient</th>
                <th scope="col">Bed</th>
                <th scope="col">From</th>
                <th scope="col">Until</th>
                <th scope="col">Length</th>
                <th scope="col" aria-label="Open" />
              </tr>
            </thead>
            <tbody>
              {shown.map((stay) => {
                const untilMs = stayUntil(stay, latestMs(stay));
                return (
                  <tr key={`${stay.bedKey} ${stay.beganMs}`} data-gone={stay.untilMs !== null}>
                    <td>
                      <strong>{patientText(stay.patient)}</strong>{' '}
                      <span className="review-quiet">{patientDetails(stay.patient)}</span>
                    </td>
                    <td>{stay.bedName}</td>
                    <td>{momentText(stay.fromMs)}</td>
                    <td>{stay.untilMs === null ? 'in this bed' : `left ${momentText(stay.untilMs)}`}</td>
                    <td>{spanText(untilMs - stay.fromMs)}</td>
                    <td>
                      <button
                        type="button"
                        className="bar-button"
                        aria-label={`Review ${patientText(stay.patient)}, bed ${stay.bedName}, from ${momentText(stay.fromMs)}`}
                        onClick={() => onChoose(stay)}
                      >
                        Review
                      </button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}
