import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { Random } from '#fixtures/patients/random.ts';
import { FaultReport } from '#main/alarms/faultReport.ts';
import { checkpointPath, segmentPath } from '#main/alarms/journalFiles.ts';
import { entryBody, headerBody, type JournalContent, NO_HASH } from '#main/alarms/journalLine.ts';
import { openJournal } from '#main/alarms/openJournal.ts';
import { type Restored, restoreJournal } from '#main/alarms/restoreJournal.ts';
import { verifyOlder } from '#main/alarms/verifyOlder.ts';
import { asystole, GATEWAY, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';
import { type FuzzTarget, promise } from '#tests/fuzz/fuzzTarget.ts';
import { mutateBytes, oneOf } from '#tests/fuzz/mutateBytes.ts';
import { mutateJson } from '#tests/fuzz/mutateJson.ts';
import { checkpointText, lineText } from '#tests/support/journalTexts.ts';

/** Entries of the record; the first segment has the first half of them. */
const ENTRIES = 12;
const HALF = ENTRIES / 2;

/** One in so many goes by way of a whole journal, which is written to afterwards and opened again. */
const WHOLE = 200;

/** The record of alarms on disk: what is wrong with it is told, all else of it is there, and it can be gone on with. */
export const journalTarget: FuzzTarget = {
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-fuzz-'));
    const place = join(folder, 'journal');
    return {
      async try(random) {
        const files = new Map(soundFiles(place));
        const kind = oneOf(random, kinds);
        const damage = kind(random, files, place);
        rmSync(place, { recursive: true, force: true });
        mkdirSync(place, { recursive: true });
        for (const [path, bytes] of files) writeFileSync(path, bytes);
        const faults = new FaultReport(place);
        const restored = restoreJournal(place, faults);
        await verifyOlder(restored.older, restored.olderEndsWith, faults);
        checkTold(restored, faults, damage, files, place);
        usable(restored.desk);
        if (random.below(WHOLE) === 0) {
          rmSync(place, { recursive: true, force: true });
          mkdirSync(place, { recursive: true });
          for (const [path, bytes] of files) writeFileSync(path, bytes);
          await goesOn(folder);
        }
        return damage.of;
      },
      close: () => rmSync(folder, { recursive: true }),
    };
  },
};

interface Damage {
  readonly of: string;
  /** The only line that is wrong, entry by number, where it is known: all others are to be there. */
  readonly entry?: number;
  /** Sealed by somebody who knows how: nothing tells it from what was written. */
  readonly isSealed?: true;
}

type Files = Map<string, Buffer>;
type Kind = (random: Random, files: Files, place: string) => Damage;

const kinds: readonly Kind[] = [
  // Bytes of any file.
  ...Array<Kind>(3).fill((random, files) => {
    const path = oneOf(random, [...files.keys()]);
    files.set(path, mutateBytes(random, files.get(path) as Buffer));
    return { of: 'bytes' };
  }),
  // One line, within: its neighbours are whole.
  ...Array<Kind>(3).fill((random, files, place) => {
    const number = 2 + random.below(ENTRIES - 2);
    const path = segmentPath(place, number <= HALF ? 1 : HALF + 1);
    const lines = (files.get(path) as Buffer).toString().split('\n');
    const at = number <= HALF ? number : number - HALF;
    const wrong = mutateBytes(random, Buffer.from(lines[at] as string)).filter((byte) => byte !== 10);
    files.set(path, spliced(lines, at, Buffer.from(wrong)));
    return number === HALF ? { of: 'line' } : { of: 'line', entry: number };
  }),
  // Lines of one segment in another order, twice, or in another segment.
  (random, files, place) => {
    const [from, to] = [
      segmentPath(place, oneOf(random, [1, HALF + 1])),
      segmentPath(place, oneOf(random, [1, HALF + 1])),
    ];
    const line = oneOf(random, (files.get(from) as Buffer).toString().split('\n'));
    const lines = (files.get(to) as Buffer).toString().split('\n');
    lines.splice(random.below(lines.length), random.below(2), line);
    files.set(to, Buffer.from(lines.join('\n')));
    return { of: 'moved lines' };
  },
  // A file is gone, empty, or another's.
  (random, files) => {
    const path = oneOf(random, [...files.keys()]);
    const how = random.below(3);
    if (how === 0) files.delete(path);
    else files.set(path, how === 1 ? Buffer.alloc(0) : (files.get(oneOf(random, [...files.keys()])) as Buffer));
    return { of: 'files' };
  },
  // Nonsense under a sound seal, as a later version or a hand with the program could leave it.
  ...Array<Kind>(2).fill((random, files, place) => {
    const number = 1 + random.below(ENTRIES);
    const wrong = mutateJson(random, contents[number - 1]);
    for (const [path, bytes] of recordFiles(place, number, wrong)) files.set(path, bytes);
    files.delete(checkpointPath(place, HALF));
    return { of: 'sealed lines', isSealed: true };
  }),
  (random, files, place) => {
    const path = checkpointPath(place, HALF);
    const [, body = ''] = (files.get(path) as Buffer).toString().split('\n');
    const wrong = mutateJson(random, JSON.parse(body));
    files.set(path, Buffer.from(resealed(place, wrong)));
    return { of: 'sealed checkpoint', isSealed: true };
  },
];

function spliced(lines: readonly string[], at: number, line: Buffer): Buffer {
  const before = Buffer.from(`${lines.slice(0, at).join('\n')}\n`);
  return Buffer.concat([before, line, Buffer.from(`\n${lines.slice(at + 1).join('\n')}`)]);
}

function event(n: number): AlarmEvent {
  const told = [
    report({ label: `HR ${n} > 120`, timeMs: NOON_MS + n }),
    asystole({ alarmKey: `${GATEWAY}/asys-${n}`, timeMs: NOON_MS + n }),
  ];
  const reports = told.map((one) => ({ report: one, sourceCode: null }));
  const decision = {
    commandId: `k${n}`,
    alarmId: `${GATEWAY}/asys-${n - 1}`,
    actorId: 'nurse',
    issuedMs: NOON_MS,
    action: 'acknowledge',
  } as const;
  const setting = { signal: 'audio', activation: 'off', actorId: 'nurse', pauseMs: 0 } as const;
  const all: readonly AlarmEvent[] = [
    { type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports },
    { type: 'decided', decision },
    { type: 'set', setting: { ...setting, scope: { of: 'bed', bedKey: `${GATEWAY}/7` } } },
    { type: 'bedsNamed', gatewayId: GATEWAY, beds: [{ bedKey: `${GATEWAY}/7`, name: `Bed ${n}` }] },
    { type: 'opened', gatewayId: GATEWAY, clockOffsetMs: null, reports },
    { type: 'answered', commandId: `k${n - 4}`, answer: { outcome: 'confirmed', earlierActorId: null } },
  ];
  return all[(n - 1) % all.length] as AlarmEvent;
}

const contents: readonly JournalContent[] = Array.from({ length: ENTRIES }, (_, k) => ({ event: event(k + 1) }));
const atMs = (number: number): number => NOON_MS + number * 1000;

/** The desk after the first entries, without the one that can't be read. */
function deskAfter(entries: number, without?: number): Desk {
  let desk = emptyDesk();
  for (let number = 1; number <= entries; number++) {
    const content = contents[number - 1];
    if (number === without || content === undefined || !('event' in content)) continue;
    desk = reduceDesk(desk, content.event, atMs(number)).state;
  }
  return desk;
}

const prefixes = new Set(Array.from({ length: ENTRIES + 1 }, (_, entries) => deskText(deskAfter(entries))));

let written: { readonly place: string; readonly files: readonly [string, Buffer][] } | null = null;

/** Two segments, and the checkpoint between them. */
function soundFiles(place: string): readonly [string, Buffer][] {
  if (written?.place === place) return written.files;
  const files = recordFiles(place);
  const hash = lastHash(place);
  const text = checkpointText({ number: HALF, hash, atMs: atMs(HALF), desk: deskAfter(HALF) });
  files.push([checkpointPath(place, HALF), Buffer.from(text)]);
  written = { place, files };
  return files;
}

/** The segments; `wrong`: the content of one entry, as JSON, under a seal that is right. */
function recordFiles(place: string, wrongNumber = 0, wrong = ''): [string, Buffer][] {
  let hash = NO_HASH;
  let number = 0;
  return [1, HALF + 1].map((first) => {
    const header = lineText([headerBody(first, NOON_MS, hash)], hash);
    hash = header.hash;
    let text = header.line;
    for (let k = 0; k < HALF; k++) {
      number++;
      const inside = wrong
        .trim()
        .replace(/^\{/, '')
        .replace(/\}$/, '')
        .replace(/^"event"/, '"e"');
      const body =
        number === wrongNumber
          ? [`{"n":${number},"t":${atMs(number)},${inside}`]
          : entryBody(number, atMs(number), contents[number - 1] as JournalContent);
      const line = lineText(body, hash);
      hash = line.hash;
      text += line.line;
    }
    return [segmentPath(place, first), Buffer.from(text)];
  });
}

function lastHash(place: string): string {
  const [, first] = recordFiles(place)[0] as [string, Buffer];
  return /"h":"([0-9a-f]{64})"\}\n$/.exec(first.toString())?.[1] ?? '';
}

/** A checkpoint of another desk, sealed. */
function resealed(place: string, body: string): string {
  const text = checkpointText({ number: HALF, hash: lastHash(place), atMs: atMs(HALF), desk: emptyDesk() });
  const head = JSON.parse(text.split('\n')[0] ?? '') as Record<string, unknown>;
  return `${JSON.stringify({ ...head, sha256: createHash('sha256').update(body).digest('hex') })}\n${body}\n`;
}

/** What was found wrong has been told; what was not wrong is there. */
function checkTold(restored: Restored, faults: FaultReport, damage: Damage, files: Files, place: string): void {
  const notices = [...restored.notices, ...faults.notices()];
  for (const notice of notices) promise(notice.length < 5000, () => `a notice that is a book: ${notice.slice(0, 200)}`);
  if (damage.isSealed) return;
  const isChanged = soundFiles(place).some(([path, bytes]) => files.get(path)?.equals(bytes) !== true);
  if (!isChanged) promise(notices.length === 0, () => `finds something wrong where nothing is: ${notices.join()}`);
  const found = deskText(restored.desk);
  if (damage.entry === undefined) {
    // As it was at some time, or it is said that it is not.
    promise(notices.length > 0 || prefixes.has(found), () => 'restores what never was, and says nothing');
    return;
  }
  if (!isChanged) return;
  promise(notices.length > 0, () => `says nothing of entry ${damage.entry}`);
  // What the checkpoint knows is known, whatever became of its line.
  const expected = damage.entry <= HALF ? deskAfter(ENTRIES) : deskAfter(ENTRIES, damage.entry);
  promise(found === deskText(expected), () => `loses more than entry ${damage.entry}`);
}

/** Whatever it holds: time goes on, and an alarm comes through. */
function usable(desk: Desk): void {
  const alarm = asystole({ alarmKey: `${GATEWAY}/afterwards` });
  const event = {
    type: 'reported',
    gatewayId: GATEWAY,
    clockOffsetMs: 0,
    reports: [{ report: alarm, sourceCode: null }],
  };
  const later = reduceDesk(desk, { type: 'tick' }, NOON_MS + 60_000).state;
  const after = reduceDesk(later, event as AlarmEvent, NOON_MS + 61_000).state;
  promise(after.alarms.alarms.has(alarm.alarmKey), () => 'takes no alarm in any more');
  const presentation = after.triage.presented.get(alarm.alarmKey);
  promise(presentation !== undefined, () => 'shows no alarm any more');
}

/** A whole journal on the damaged record: opened, written to, closed, and all of that is there when it is opened again. */
async function goesOn(folder: string): Promise<void> {
  const clock = { nowMs: () => NOON_MS + 120_000, monotonicMs: () => performance.now() };
  const open = (): ReturnType<typeof openJournal> => openJournal({ folder, clock, log: () => {} });
  const opened = open();
  const reported = { ...event(1) };
  const { state } = reduceDesk(opened.desk, reported, clock.nowMs());
  opened.journal.append({ event: reported }, clock.nowMs());
  await opened.verified;
  await opened.journal.close();
  const again = open();
  await again.journal.close();
  promise(deskText(again.desk) === deskText(state), () => 'loses what was written after the damage');
}

/** A desk as text that is the same for equal desks: a checkpoint keeps the order of maps, and not that of fields. */
function deskText(desk: Desk): string {
  return JSON.stringify(desk, (_, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
