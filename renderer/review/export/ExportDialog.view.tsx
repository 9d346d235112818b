import './export.css';
import { type ReactNode, useContext, useEffect, useId, useMemo, useRef, useState } from 'react';
import { parameterOf } from '#domain/codes/mdc.ts';
import { messageOf } from '#domain/errors.ts';
import { exportFormats } from '#domain/export/exportRecord.ts';
import type { ExportPatient } from '#domain/export/exportSpan.ts';
import { layStrip } from '#domain/export/strip/layStrip.ts';
import { type PaperName, papers } from '#domain/export/strip/sheet.ts';
import { FILTERS, type FilterName, filterTexts } from '#domain/signals/filters.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import { prioritySigns } from '#renderer/alarms/alarmSigns.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { channelText, momentText, patientText } from '#renderer/review/reviewTexts.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import { channelsInOrder, useMarks, useNames } from '#renderer/review/useHeld.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { drawSheet } from './drawSheet.ts';
import {
  type ExportChoice,
  fileName,
  formatTexts,
  obstacle,
  type SpanChoice,
  spanOf,
  spansOf,
} from './exportChoice.ts';
import { NO_STATION } from './exportDesk.ts';
import { type ExportJob, isStrip } from './exportJob.ts';
import { type ExportServices, ExportServicesContext } from './exportServices.ts';
import { readWaves } from './readWaves.ts';
import { runExport } from './runExport.ts';
import { saveFile } from './saveFile.ts';
import { stripClock } from './stripClock.ts';
import { stripWaves } from './stripWaves.ts';

/** How far an export has come. */
type Progress =
  | { readonly state: 'choosing' }
  | { readonly state: 'running'; readonly part: number }
  | { readonly state: 'done'; readonly text: string; readonly remarks: readonly string[] }
  | { readonly state: 'failed'; readonly reason: string };

/**
 * Exports what a review shows: which part, as what, by whom and why. The file is handed out once the station has it in its
 * record. Escape closes it, and cancels what runs.
 */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const services = useContext(ExportServicesContext);
  return services === null ? null : <OpenDialog services={services} onClose={onClose} />;
}

function OpenDialog({ services, onClose }: { services: ExportServices; onClose: () => void }) {
  const { desk, stationName, staff: allStaff, person } = services;
  const { archive, place: where, latestMs, clock } = useReview();
  const place = useSubject(where, (value) => value);
  const staff = useSubject(allStaff, (value) => value);
  const isStationHere = useSubject(desk.isStationHere, (value) => value);
  const { stay } = place;
  const names = useNames(stay);
  const marks = useMarks(stay);
  const channels = useMemo(() => (names.state === 'here' ? channelsInOrder(names.value.waves) : []), [names]);
  const [choice, setChoice] = useState<ExportChoice>(() => ({
    format: 'pdf',
    span: spansOf('pdf')[0] as SpanChoice,
    waves: place.waves,
    paper: 'a4',
    mmPerS: 25,
    gain: 10,
    filter: 'asSent',
    isNamed: false,
    isFileNamed: false,
    actorId: person?.personId ?? '',
    why: '',
  }));
  const [progress, setProgress] = useState<Progress>({ state: 'choosing' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(new Error('cancelled')), []);
  const change = (part: Partial<ExportChoice>) => {
    setChoice((now) => ({ ...now, ...part }));
    setProgress({ state: 'choosing' });
  };
  const strip = isStrip(choice.format);
  const span = spanOf(choice.span, place, latestMs());
  const wanted = channels.filter((channel) => choice.waves.includes(waveName(channel)));
  const hindrance = isStationHere ? obstacle(choice, span, wanted) : NO_STATION;

  const about = {
    ...span,
    patient: patientOf(stay.patient),
    bedName: stay.bedName,
    stationName,
    by: staff.find(({ personId }) => personId === choice.actorId)?.displayName ?? choice.actorId,
  };
  const stripOf = (atMs: number) => ({
    ...about,
    atMs,
    alarms: marksWithin(marks, span).map((mark) => ({ ...mark, sign: prioritySigns[mark.priority] })),
    measures: [],
    paper: choice.paper,
    mmPerS: choice.mmPerS,
    gain: choice.gain,
    filter: choice.filter,
  });

  const start = async () => {
    const control = new AbortController();
    running.current = control;
    setProgress({ state: 'running', part: 0 });
    const atMs = clock.nowMs();
    const name = fileName(choice, stay.bedName, stay.patient, span.fromMs);
    const notes = marksWithin(marks, span).map(({ fromMs, untilMs, priority, text }) => ({
      fromMs,
      untilMs,
      text: `${prioritySigns[priority]} ${text}`.trim(),
    }));
    const job: ExportJob = isStrip(choice.format)
      ? { kind: 'strip', format: choice.format, name, strip: stripOf(atMs) }
      : {
          kind: 'span',
          format: choice.format,
          name,
          span: { ...about, atMs, notes, patient: choice.isNamed ? about.patient : null },
        };
    try {
      const source = { whose: stay, waves: wanted.map(waveName), ...span };
      const file = await runExport(archive, source, job, control.signal, (part) => {
        if (!control.signal.aborted) setProgress({ state: 'running', part });
      });
      const reason = await desk.record({
        format: choice.format,
        bedKey: stay.bedKey,
        patientKey: patientKeyOf(stay),
        ...span,
        waves: source.waves,
        actorId: choice.actorId,
        why: choice.why.trim(),
        isNamed: strip || choice.isNamed || choice.isFileNamed,
        bytes: file.bytes.length,
        sha256: file.sha256,
      });
      if (reason !== '') throw new Error(reason);
      control.signal.throwIfAborted();
      saveFile(file);
      setProgress({ state: 'done', text: `${file.name}, ${sizeText(file.bytes.length)}`, remarks: file.remarks });
    } catch (error) {
      if (control.signal.aborted) setProgress({ state: 'choosing' });
      else setProgress({ state: 'failed', reason: messageOf(error) });
    }
  };
  const cancel = () => running.current?.abort(new Error('cancelled'));
  const isRunning = progress.state === 'running';

  return (
    <Modal onClose={onClose} title={`Export of ${patientText(stay.patient)}, bed ${stay.bedName}`}>
      <form
        className="export-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (hindrance === '' && !isRunning) void start();
        }}
      >
        <fieldset className="export-choices" disabled={isRunning}>
          <Group legend="As">
            {exportFormats.map((format) => (
              <label key={format} className="export-option">
                <input
                  type="radio"
                  name="format"
                  checked={choice.format === format}
                  onChange={() =>
                    change({
                      format,
                      span: spansOf(format).includes(choice.span) ? choice.span : (spansOf(format)[0] as SpanChoice),
                    })
                  }
                />
                <strong>{formatTexts[format].title}</strong> <span>{formatTexts[format].text}</span>
              </label>
            ))}
          </Group>
          <Group legend="Span">
            <select
              aria-label="Span"
              value={String(choice.span)}
              onChange={({ target }) => change({ span: spanFrom(target.value) })}
            >
              {spansOf(choice.format).map((each) => (
                <option key={each} value={String(each)}>
                  {spanChoiceText(each)}
                </option>
              ))}
            </select>
            <span className="export-quiet">
              {momentText(span.fromMs, true)} to {timeOfDay(span.untilMs, true)}
            </span>
          </Group>
          <Group legend="Waves">
            {names.state === 'failed' && <span role="alert">{names.reason}</span>}
            {channels.map((channel) => {
              const name = waveName(channel);
              return (
                <label key={name} className="export-wave">
                  <input
                    type="checkbox"
                    checked={choice.waves.includes(name)}
                    onChange={({ target }) =>
                      change({
                        waves: target.checked ? [...choice.waves, name] : choice.waves.filter((each) => each !== name),
                      })
                    }
                  />
                  {channelText(channel)}
                </label>
              );
            })}
          </Group>
          {strip ? (
            <Group legend="On paper">
              <Select
                label="Paper"
                value={choice.paper}
                of={Object.keys(papers) as PaperName[]}
                text={(paper) => papers[paper].name}
                onChange={(paper) => change({ paper })}
              />
              <Select
                label="Sweep"
                value={choice.mmPerS}
                of={[6.25, 12.5, 25, 50]}
                text={(mm) => `${mm} mm/s`}
                onChange={(mmPerS) => change({ mmPerS })}
              />
              {wanted.some(({ code }) => parameterOf(code) === 'ecg') && (
                <>
                  <Select
                    label="Gain"
                    value={choice.gain}
                    of={[5, 10, 20]}
                    text={(mm) => `${mm} mm/mV`}
                    onChange={(gain) => change({ gain })}
                  />
                  <Select
                    label="ECG filter"
                    value={choice.filter}
                    of={FILTERS}
                    text={(filter) => filterTexts[filter]}
                    onChange={(filter: FilterName) => change({ filter })}
                  />
                </>
              )}
            </Group>
          ) : (
            <Group legend="Patient">
              <label>
                <input
                  type="checkbox"
                  checked={choice.isNamed}
                  onChange={({ target }) => change({ isNamed: target.checked })}
                />{' '}
                Name and id in the file
              </label>
            </Group>
          )}
          <Group legend="File">
            <label>
              <input
                type="checkbox"
                checked={choice.isFileNamed}
                onChange={({ target }) => change({ isFileNamed: target.checked })}
              />{' '}
              Patient’s name in the file’s name
            </label>
          </Group>
          <Group legend="Who">
            <input
              aria-label="Who exports"
              list="export-staff"
              value={choice.actorId}
              maxLength={60}
              placeholder="name"
              onChange={({ target }) => change({ actorId: target.value.trimStart() })}
            />
            <datalist id="export-staff">
              {staff.map(({ personId, displayName }) => (
                <option key={personId} value={personId}>
                  {displayName}
                </option>
              ))}
            </datalist>
          </Group>
          <Group legend="Why">
            <input
              aria-label="Why"
              value={choice.why}
              maxLength={280}
              placeholder="e.g. for the patient’s record"
              onChange={({ target }) => change({ why: target.value })}
            />
          </Group>
        </fieldset>
        <div className="export-side">
          {strip ? (
            <Preview
              waves={wanted.map(waveName)}
              whose={stay}
              lay={(pieces) => layStrip({ ...stripOf(clock.nowMs()), waves: stripWaves(pieces) }, stripClock)}
              span={span}
              look={JSON.stringify([choice.paper, choice.mmPerS, choice.gain, choice.filter, about.by])}
            />
          ) : (
            <p className="export-quiet">
              Raw samples, times and gaps as they are held.{' '}
              {choice.isNamed ? 'The file says who the patient is.' : 'The file does not say who the patient is.'}
            </p>
          )}
          <Outcome progress={progress} />
          <div className="export-foot">
            <span className="export-quiet">{hindrance || 'The station writes this export into its record.'}</span>
            {isRunning ? (
              <button type="button" className="bar-button" onClick={cancel}>
                Cancel
              </button>
            ) : (
              <button type="submit" className="bar-button" disabled={hindrance !== ''}>
                Export
              </button>
            )}
          </div>
        </div>
      </form>
    </Modal>
  );
}

function Outcome({ progress }: { progress: Progress }) {
  switch (progress.state) {
    case 'choosing':
      return null;
    case 'running':
      return <progress aria-label="Export" value={progress.part} max={1} />;
    case 'failed':
      return (
        <p role="alert" className="export-wrong">
          {progress.reason}
        </p>
      );
    case 'done':
      return (
        <div role="status">
          <p>
            Exported and recorded: <strong>{progress.text}</strong>
          </p>
          {progress.remarks.map((remark) => (
            <p key={remark} className="export-quiet">
              {remark}
            </p>
          ))}
        </div>
      );
  }
}

/** The first sheet, as it will be printed. */
function Preview({
  whose,
  waves,
  span: { fromMs, untilMs },
  look,
  lay,
}: {
  whose: Whose;
  waves: readonly string[];
  span: { readonly fromMs: number; readonly untilMs: number };
  /** What else changes it. */
  look: string;
  lay: (pieces: Awaited<ReturnType<typeof readWaves>>) => ReturnType<typeof layStrip>;
}) {
  const { archive } = useReview();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pages, setPages] = useState<number | null>(null);
  const [trouble, setTrouble] = useState('');
  const latestLay = useRef(lay);
  latestLay.current = lay;
  const names = waves.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `names` is the waves, `look` what the layout hangs on
  useEffect(() => {
    let isOver = false;
    const draw = async () => {
      const pieces = await readWaves(archive, { whose, waves, fromMs, untilMs });
      if (isOver || canvas.current === null || pieces.length === 0) return;
      const sheets = latestLay.current(pieces);
      const [sheet] = sheets;
      const context = canvas.current.getContext('2d');
      if (sheet === undefined || context === null) return;
      const pixelsPerMm = canvas.current.width / sheet.widthMm;
      canvas.current.height = Math.round(sheet.heightMm * pixelsPerMm);
      drawSheet(context, sheet, pixelsPerMm);
      setPages(sheets.length);
      setTrouble('');
    };
    draw().catch((error: unknown) => {
      if (!isOver) setTrouble(messageOf(error));
    });
    return () => {
      isOver = true;
    };
  }, [archive, whose, names, fromMs, untilMs, look]);
  return (
    <figure className="export-preview">
      <canvas ref={canvas} width={1188} height={840} aria-label="Preview of the first page" />
      <figcaption className="export-quiet">
        {trouble || (pages === null ? 'Reading …' : `Page 1 of ${pages}; smaller here than on paper`)}
      </figcaption>
    </figure>
  );
}

function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="export-dialog" aria-labelledby={titleId} onClose={onClose}>
      <header>
        <h1 id={titleId}>{title}</h1>
        <form method="dialog">
          <button type="submit" className="bar-button">
            Close <kbd>Esc</kbd>
          </button>
        </form>
      </header>
      {children}
    </dialog>
  );
}

function Group({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="export-group">
      <legend>{legend}</legend>
      {children}
    </fieldset>
  );
}

function Select<T extends string | number>({
  label,
  value,
  of,
  text,
  onChange,
}: {
  label: string;
  value: T;
  of: readonly T[];
  text: (value: T) => string;
  onChange: (value: T) => void;
}) {
  return (
    <label className="export-select">
      {label}{' '}
      <select
        value={String(value)}
        onChange={({ target }) => {
          const chosen = of.find((each) => String(each) === target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {of.map((each) => (
          <option key={each} value={String(each)}>
            {text(each)}
          </option>
        ))}
      </select>
    </label>
  );
}

function patientOf(patient: ExportPatient | null): ExportPatient | null {
  if (patient === null) return null;
  const { patientId, displayName, ageYears, sex } = patient;
  return { patientId, displayName, ageYears, sex };
}

/** Alarms that stood at any time in a span. */
function marksWithin(marks: readonly AlarmMark[], { fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  return marks.filter((mark) => mark.fromMs < untilMs && (mark.untilMs === null || mark.untilMs > fromMs));
}

function spanFrom(value: string): SpanChoice {
  return value === 'stretch' || value === 'stay' ? value : Number(value);
}

function spanChoiceText(choice: SpanChoice): string {
  if (choice === 'stretch') return 'the stretch of the overview';
  if (choice === 'stay') return 'the whole stay';
  return choice < 60_000 ? `${choice / 1000} s about the cursor` : `${choice / 60_000} min about the cursor`;
}

function sizeText(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
