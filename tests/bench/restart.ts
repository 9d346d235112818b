import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { stands } from '#domain/alarms/alarm.ts';
import type { Desk } from '#domain/alarms/desk.ts';
import { readCheckpoint } from '#main/alarms/checkpoint.ts';
import { numberedFiles } from '#main/alarms/journalFiles.ts';
import { checkpointText } from '#tests/support/journalTexts.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { percentiles } from './percentiles.ts';
import { writtenRecord } from './restart/writtenRecord.ts';

export const restartUsage = `restart [--entries N] [--runs N]
  A station that was killed starts again on a record of N entries (100000) with a torn tail: how long until its desk is as it
  was, with the checkpoint it left, and without one that can be read. Each run is a process of its own.`;

/** Half a line, as a power cut leaves it. */
const TORN = '{"n":100001,"t":1700000000000,"e":{"type":"repor';

/** What startedAgain.ts says. */
interface Started {
  readonly restoreMs: number;
  readonly verifyMs: number;
  readonly notices: readonly string[];
  readonly isFlawed: boolean;
}

/** Runs the restart bench; its fields stand in the README (What is promised and measured). @throws Error on wrong arguments. */
export async function restart(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: 'string', default: '100000' }, runs: { type: 'string', default: '7' } },
  });
  const entries = wholeNumber('entries', values.entries, 10, 1_000_000);
  const runs = wholeNumber('runs', values.runs, 1, 100);
  const folder = mkdtempSync(join(tmpdir(), 'vigil-restart-'));
  try {
    const record = join(folder, 'record');
    const { desk, nowMs } = await writtenRecord(record, entries);
    const { segments, checkpoints } = filesOf(record);
    const timed = (keepsCheckpoints: boolean): readonly Measured[] =>
      Array.from({ length: runs }, () => measured(record, join(folder, 'run'), { desk, nowMs, keepsCheckpoints }));
    const [withOne, without] = [timed(true), timed(false)];
    const all = [...withOne, ...without];
    return {
      entries,
      bytes: segments.reduce((sum, { path }) => sum + statSync(path).size, 0),
      segments: segments.length,
      checkpoints: checkpoints.length,
      standing: [...desk.alarms.alarms.values()].filter(stands).length,
      owned: [...desk.alarms.alarms.values()].filter((alarm) => stands(alarm) && alarm.owner !== null).length,
      runs,
      restoreMs: { withCheckpoint: figures(withOne), withoutCheckpoint: figures(without) },
      verifiedMs: percentiles(all.map(({ started }) => started.verifyMs)).max,
      isTornTailTold: all.every(({ started }) => isTornTail(started)),
      isDeskEqual: all.every(({ isEqual }) => isEqual),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly started: Started;
  readonly isEqual: boolean;
}

/** One start on a copy of the record, whose newest segment ends in half a line. */
function measured(
  record: string,
  folder: string,
  { desk, nowMs, keepsCheckpoints }: { desk: Desk; nowMs: number; keepsCheckpoints: boolean },
): Measured {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(record, folder, { recursive: true });
  const { segments, checkpoints } = filesOf(folder);
  appendFileSync(segments.at(-1)?.path ?? '', TORN);
  if (!keepsCheckpoints) for (const { path } of checkpoints) rmSync(path);
  const deskFile = join(folder, 'desk.json');
  const script = join(import.meta.dirname, 'restart', 'startedAgain.ts');
  const out = execFileSync(process.execPath, ['--import', 'tsx', script, folder, String(nowMs), deskFile]);
  return {
    started: JSON.parse(out.toString()) as Started,
    isEqual: isDeepStrictEqual(listed(readFileSync(deskFile, 'utf8')), listed(textOf(desk))),
  };
}

/** A desk, and the order of what is in its maps: that of arrival, which a comparison of maps does not look at. */
function listed(text: string): object {
  const read = readCheckpoint(text);
  if (!read.ok) throw new Error(`the desk that was written can't be read: ${read.why}`);
  const { alarms, triage } = read.checkpoint.desk;
  return { alarms, triage, order: [[...alarms.alarms.keys()], [...alarms.commands.keys()]] };
}

const textOf = (desk: Desk): string => checkpointText({ number: 0, hash: '', atMs: 0, desk });

/** Whether it has cut off what was torn, said so, and found nothing else. */
const isTornTail = ({ notices, isFlawed }: Started): boolean =>
  notices.length === 1 && notices[0]?.includes(`${TORN.length} bytes were cut off`) === true && !isFlawed;

function figures(starts: readonly Measured[]): { p50: number; max: number } {
  const { p50, max } = percentiles(starts.map(({ started }) => started.restoreMs));
  return { p50, max };
}

function filesOf(folder: string): ReturnType<typeof numberedFiles> {
  const place = join(folder, 'journal');
  return numberedFiles(place, readdirSync(place));
}
