import { lazy, Suspense, useCallback, useMemo } from 'react';
import type { Alarm } from '#domain/alarms/alarm.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { ExportServicesContext } from '#renderer/review/export/exportServices.ts';
import type { ReviewOpening, Whereabouts } from '#renderer/review/reviewServices.ts';
import type { BedPlace } from './places.ts';
import { useServices, useValue } from './services.ts';

/** The room of review comes when it is first asked for: the wall is drawn without it. */
const Review = lazy(() => import('#renderer/review/Review.view.tsx').then(({ Review: view }) => ({ default: view })));

/** The past of a bed's patient, as it is now. */
export function openingOfBed({ bed }: BedPlace, nowMs: number): ReviewOpening {
  return { kind: 'at', bedKey: bed.bedKey, patientKey: patientKeyOf(bed), atMs: nowMs };
}

/** The past of an alarm's patient, who may be gone, at its moment. */
export function openingOfAlarm({ report, patientKey, sinceMs }: Alarm): ReviewOpening {
  return { kind: 'at', bedKey: report.bedKey, patientKey, atMs: sinceMs, onsetMs: report.onsetMs };
}

/** The review over the wall's beds; the alarm list beside it and the bar above go on calling. */
export function ReviewOverWall({ opening, onClose }: { opening: ReviewOpening; onClose: () => void }) {
  const { archive, glass, clock, wall, exports, alarms, person: who } = useServices();
  const { station, stationName, places } = useValue(wall.state);
  const { person } = useValue(who.state);
  const exporting = useMemo(
    () => ({ desk: exports, stationName, staff: alarms.staff, person }),
    [exports, stationName, alarms, person],
  );
  const whereabouts = useCallback(
    (stay: HeldStay): Whereabouts => {
      const place = places.find((each) => each.kind === 'bed' && each.key === stay.bedKey);
      if (place?.kind !== 'bed' || place.link.state !== 'live') return { kind: 'unknown' };
      if (patientKeyOf(place.bed) === patientKeyOf(stay)) return { kind: 'here' };
      return { kind: 'gone', bedIsTaken: place.bed.patient !== null };
    },
    [places],
  );
  return (
    <Suspense
      fallback={
        <div className="review-coming" role="status">
          Opening the review …
        </div>
      }
    >
      <ExportServicesContext value={exporting}>
        <Review
          archive={archive}
          glass={glass}
          clock={clock}
          opening={opening}
          isStationHere={station.state === 'open'}
          whereabouts={whereabouts}
          onClose={onClose}
        />
      </ExportServicesContext>
    </Suspense>
  );
}
