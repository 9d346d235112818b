import type { AlarmFigures } from './alarmTruth.ts';
import type { CommandFigures } from './commandTruth.ts';
import type { SlopeOfLife } from './memorySlope.ts';
import type { SampleFigures } from './sampleTruth.ts';

type Growth = Omit<SlopeOfLife, 'heldMb'>;

export interface Found {
  readonly samples: SampleFigures;
  readonly alarms: AlarmFigures;
  readonly commands: CommandFigures;
  /** What was told or healed too late (times.ts). */
  readonly late: readonly string[];
  readonly slope: Growth | null;
}

/** A process that was watched for less than this is still filling what it may fill. */
const LEAST_WATCHED_MIN = 4;
/** ... and that is less than this. */
const growths: readonly [what: string, mbPerMin: (slope: Growth) => number, most: number][] = [
  // By design, at four decisions and one or two alarms a second: 0.3 of these (their bound: deskMemory.test.ts), 0.3 of code that is
  // compiled when its fault comes, and up to 0.4 while the text of a checkpoint outgrows its buffer (textBytes.ts, 8 MB at the most).
  ['holds on to', ({ heldMbPerMin }) => heldMbPerMin, 1.5],
  ['takes', ({ residentMbPerMin }) => residentMbPerMin, 2],
];

/** What must be zero in any run. */
const zeros: readonly [what: string, count: (found: Found) => number][] = [
  ['samples lost silently', ({ samples }) => samples.lostSilently],
  [
    'samples told as passed over for a slow window, and not brought though it kept up',
    ({ samples }) => samples.shedLeft,
  ],
  ['samples came twice', ({ samples }) => samples.duplicated],
  ["samples of another patient or bed under a patient's name", ({ samples }) => samples.wrongPatient],
  ['samples that no gateway sent for their place', ({ samples }) => samples.untrue],
  ['alarms lost', ({ alarms }) => alarms.lost],
  ['alarms told as two', ({ alarms }) => alarms.doubled],
  ['alarms under another bed', ({ alarms }) => alarms.wrongBed],
  ['decisions lost', ({ commands }) => commands.lost],
  ['decisions doubled', ({ commands }) => commands.doubled],
  ['decisions sent unasked though too old', ({ commands }) => commands.sentUnasked],
];

/** What must not be zero, or the run has shown nothing. */
const somethings: readonly [what: string, count: (found: Found) => number][] = [
  ['sample was sent', ({ samples }) => samples.sent],
  ['sample arrived', ({ samples }) => samples.held],
  ['alarm was sent', ({ alarms }) => alarms.sent],
  ['decision was made', ({ commands }) => commands.issued],
];

/** Which rules a run broke, in words; none: it passed. */
export function brokenRules(found: Found): string[] {
  const { late, slope } = found;
  const broken = zeros.flatMap(([what, count]) => (count(found) === 0 ? [] : [`${count(found)} ${what}`]));
  broken.push(
    ...somethings.flatMap(([what, count]) => (count(found) > 0 ? [] : [`no ${what}: the run shows nothing`])),
  );
  broken.push(...late);
  return [...broken, ...(slope === null || slope.minutes < LEAST_WATCHED_MIN ? [] : grownBeyond(slope))];
}

function grownBeyond(slope: Growth): string[] {
  return growths.flatMap(([what, mbPerMin, most]) =>
    mbPerMin(slope) > most ? [`the station ${what} ${mbPerMin(slope)} MB more a minute, at most ${most}`] : [],
  );
}
