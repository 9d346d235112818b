import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import * as fs from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Decision } from '#domain/alarms/events.ts';
import { defaultPolicy, delayOf } from '#domain/alarms/policy.ts';
import { type JournalDisk, systemDisk } from '#main/alarms/journalDisk.ts';
import { checkpointPath, segmentPath } from '#main/alarms/journalFiles.ts';
import { entryBody, headerBody, NO_HASH, readEntry } from '#main/alarms/journalLine.ts';
import { asystole, desaturation, GATEWAY, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';
import { events, logOf } from '#tests/domain/alarms/randomLogs.ts';
import { checkpointText, lineText } from '#tests/support/journalTexts.ts';
import { until } from '#tests/support/until.ts';
import { dataFolder, edit, eventsBetween, filesOf, isWritten, openDesk, TestClock } from './journal.ts';

const reported = (...reports: ReturnType<typeof report>[]): AlarmEvent => ({
  type: 'reported',
  gatewayId: GATEWAY,
  clockOffsetMs: 0,
  reports: reports.map((one) => ({ report: one, sourceCode: null })),
});
const acknowledge = (commandId: string, alarmId = asystole().alarmKey): AlarmEvent => ({
  type: 'decided',
  decision: { commandId, alarmId, actorId: 'nurse', issuedMs: NOON_MS, action: 'acknowledge' } as Decision,
});
const value = (n: number): AlarmEvent => reported(report({ label: `HR ${n} > 120`, timeMs: NOON_MS + n }));

/** A record of entries 1 (started) and 2 ... n (values), closed without a checkpoint. */
async function written(folder: string, clock: TestClock, entries: number): Promise<void> {
  const { desk, opened } = openDesk(folder, clock);
  for (let n = 2; n <= entries; n++) {
    clock.wallMs += 1000;
    desk.take(value(n));
  }
  await opened.journal.close();
}

describe('a station that starts again', () => {
  it.each([
    ['was closed', { replayMs: 1e9 }, true],
    ['was killed', { replayMs: 1e9 }, false],
    ['was killed after many checkpoints', { replayMs: -1, checkpointMs: 0 }, false],
    ['was killed after many segments', { replayMs: -1, checkpointMs: 0, segmentBytes: 500 }, false],
  ] as const)(
    'has the very same alarms, states, owners and decisions under way, whatever happened, when it %s',
    async (_, limits, isClosed) => {
      await fc.assert(
        fc.asyncProperty(logOf(events), fc.nat({ max: 39 }), async (log, cut) => {
          const folder = dataFolder();
          const clock = new TestClock();
          const [first, second] = [log.slice(0, cut), log.slice(cut)];
          const play = async (part: typeof log, close: boolean) => {
            const { desk, opened, lines } = openDesk(folder, clock, { limits });
            const before = desk.desk;
            for (const [event, nowMs] of part) {
              clock.wallMs = nowMs;
              desk.take(event);
              if (nowMs % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
            }
            if (close) await desk.close();
            else await opened.journal.close();
            expect(opened.notices()).toEqual([]);
            expect(lines).toEqual([]);
            return { before, after: desk.desk };
          };
          const one = await play(first, isClosed);
          const two = await play(second, isClosed);
          expect(two.before).toEqual(one.after);
          const three = await play([], isClosed);
          expect(three.before).toEqual(two.after);
          // ... and as if it had never been away.
          let desk = emptyDesk();
          for (const [event, nowMs] of log) desk = reduceDesk(desk, event, nowMs).state;
          expect(three.before).toEqual(desk);
        }),
        { numRuns: 12 },
      );
    },
  );

  it('reads what was written before gateways told who has an alarm, and begins no checkpoint of that time', async () => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'journal'), { recursive: true });
    const { owner: _, ...before } = asystole();
    const header = lineText([headerBody(1, NOON_MS, NO_HASH)], NO_HASH);
    const told = reported(before as ReturnType<typeof asystole>);
    const line = lineText(entryBody(1, NOON_MS, { event: told }), header.hash);
    writeFileSync(segmentPath(join(folder, 'journal'), 1), header.line + line.line);
    const text = checkpointText({ number: 1, hash: line.hash, atMs: NOON_MS, desk: emptyDesk() });
    writeFileSync(checkpointPath(join(folder, 'journal'), 1), text.replace(/"schema":\d+/, '"schema":1'));
    const { desk, opened } = openDesk(folder, new TestClock());
    expect(opened.notices()).toEqual([]);
    expect(desk.desk).toEqual(reduceDesk(emptyDesk(), reported(asystole()), NOON_MS).state);
  });

  it('has the value and limit of an alarm, and reads lines from before they were told as what does not tell', async () => {
    const clock = new TestClock();
    const { desk, opened } = openDesk(dataFolder(), clock);
    const limit = { crossed: 'lower', limit: 90, value: 84.5, extreme: 81, unit: '%' } as const;
    desk.take(reported(desaturation({ limit })));
    const [written] = await eventsBetween(opened, 0, clock.wallMs);
    expect(written?.event).toEqual(reported(desaturation({ limit })));
    const older = JSON.stringify(reported(desaturation())).replace(',"limit":null', '');
    expect(older).not.toContain('limit');
    expect(readEntry(`{"n":1,"t":5,"e":${older}`)?.content).toEqual({ event: reported(desaturation()) });
  });

  it('does not write down that time has passed, unless something came of it', async () => {
    const clock = new TestClock();
    const { desk, opened } = openDesk(dataFolder(), clock);
    desk.take(reported(desaturation()));
    for (let second = 0; second < 20; second++) {
      clock.wallMs += 1000;
      desk.take({ type: 'tick' });
    }
    const all = await eventsBetween(opened, 0, clock.wallMs);
    expect(all.map(({ event }) => event.type)).toEqual(['reported', 'tick']);
    const delayMs = delayOf(defaultPolicy, { report: desaturation(), sourceCode: null });
    expect(all[1]?.atMs).toBe(NOON_MS + delayMs);
  });

  it('is back in less than a second after 100,000 entries', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const { desk, opened } = openDesk(folder, clock);
    // A ward of two dozen alarms whose values change.
    const all = Array.from({ length: 24 }, (_, n) =>
      report({ alarmKey: `${GATEWAY}/a${n}`, bedKey: `${GATEWAY}/${n % 32}` }),
    );
    desk.take(reported(...all));
    for (let n = 1; n < 100_000; n++) {
      clock.wallMs += 40;
      desk.take(reported({ ...all[n % all.length]!, label: `HR ${n % 90} > 120`, timeMs: NOON_MS + n }));
      if (n % 1000 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    await opened.journal.close();
    const startedMs = performance.now();
    const again = openDesk(folder, clock);
    const tookMs = performance.now() - startedMs;
    expect(again.desk.desk).toEqual(desk.desk);
    expect(again.opened.notices()).toEqual([]);
    // Generous: this machine may be busy with other tests.
    expect(tookMs).toBeLessThan(2000);
    expect(await again.opened.verified).toBe(false);
  }, 120_000);
});

describe('a decision', () => {
  it('goes to the bedside only when the disk has said that it is kept; alarms do not wait for the disk', async () => {
    const folder = dataFolder();
    const synced: (() => void)[] = [];
    const disk: JournalDisk = {
      ...fs,
      open: (async (...args: Parameters<typeof fs.open>) => {
        const file = await fs.open(...args);
        const datasync = file.datasync.bind(file);
        file.datasync = async () => {
          await new Promise<void>((resolve) => synced.push(resolve));
          await datasync();
        };
        return file;
      }) as typeof fs.open,
    };
    const { desk } = openDesk(folder, new TestClock(), { disk });
    const kept = () =>
      filesOf(folder, 'segment')
        .map((file) => readFileSync(file, 'utf8'))
        .join('');
    desk.take(reported(asystole()));
    let delivered = 0;
    desk.take(acknowledge('k1'), (effects) => {
      expect(kept()).toContain('"commandId":"k1"');
      delivered = effects.filter(({ type }) => type === 'deliver').length;
    });
    // At the desk it is done.
    expect(desk.desk.alarms.alarms.get(asystole().alarmKey)?.acknowledged?.commandId).toBe('k1');
    await until('the disk is asked', () => synced.length === 1);
    desk.take(value(7));
    expect(desk.desk.alarms.alarms.size).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(delivered).toBe(0);
    synced[0]?.();
    await until('it is delivered', () => delivered === 1);
    const rest = setInterval(() => synced.at(-1)?.(), 5);
    await desk.close();
    clearInterval(rest);
  });
});

describe('a station whose process is killed', () => {
  it('has lost no decision that may have gone to the bedside, and its record is whole', async () => {
    const folder = dataFolder();
    const script = join(import.meta.dirname, 'killedDesk.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await until('some decisions are durable', () => out.split('\n').length > 100, 15_000);
    child.kill('SIGKILL');
    await ended;
    const told = out.split('\n').slice(0, -1);
    const { desk, opened } = openDesk(folder, new TestClock());
    const { commands } = desk.desk.alarms;
    expect(told.filter((id) => commands.get(id)?.delivery.state !== 'sent')).toEqual([]);
    // At most the very last line is torn.
    expect(opened.notices().filter((notice) => !notice.includes('ended in half a line'))).toEqual([]);
    expect(await opened.verified).toBe(false);
  });
});

describe('the files of the record', () => {
  it('are for nobody but the one who runs the station', async () => {
    const folder = dataFolder();
    const { desk } = openDesk(folder, new TestClock());
    desk.take(value(1));
    await desk.close();
    expect(statSync(join(folder, 'journal')).mode & 0o777).toBe(0o700);
    for (const file of filesOf(folder, '')) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(filesOf(folder, '').length).toBeGreaterThan(1);
  });

  it('are begun anew with a checkpoint when one is full, and removed when all in them is older than is kept', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const limits = { segmentBytes: 1, replayMs: 1e9, checkpointMs: 0, keptMs: 10_000 };
    const { desk, opened } = openDesk(folder, clock, { limits });
    const firsts = () => filesOf(folder, 'segment').map((file) => Number(/\d{12}/.exec(file)?.[0]));
    for (let n = 0; n < 20; n++) {
      clock.wallMs += 1000;
      desk.take(value(n));
      await isWritten(opened);
    }
    await opened.journal.close();
    expect(firsts().length).toBeGreaterThan(5);
    expect(firsts()[0]).toBeGreaterThan(1);
    const again = openDesk(folder, clock, { limits });
    expect(again.desk.desk).toEqual(desk.desk);
    expect(await again.opened.verified).toBe(false);
    expect(again.lines).toEqual([]);
    // All of the last ten seconds is there, and the desk it begins with.
    const span = await again.opened.journal.read(clock.wallMs - 9000, clock.wallMs);
    let replayed = span.desk;
    for await (const { atMs, event } of span.events) replayed = reduceDesk(replayed, event, atMs).state;
    expect(replayed).toEqual(desk.desk);
    expect(span.desk.alarms.alarms.size).toBe(1);
  });
});

describe('a power cut in the middle of a write', () => {
  it.each([
    ['half a line', '{"n":6,"t":17000', 5],
    ['a line whose hash fails', `{"n":6,"t":1700000000000,"e":{"type":"tick"},"h":"${'a'.repeat(64)}"}\n`, 5],
    ['zeros', '\0'.repeat(300), 5],
  ])(
    'leaves %s, which is cut off, kept aside and told; all before it is there and the record goes on',
    async (_, tail, whole) => {
      const folder = dataFolder();
      const clock = new TestClock();
      await written(folder, clock, whole);
      const segment = filesOf(folder, 'segment')[0]!;
      appendFileSync(segment, tail);
      const again = openDesk(folder, clock);
      expect([...again.desk.desk.alarms.alarms.values()][0]?.report.label).toBe(`HR ${whole} > 120`);
      expect(again.opened.notices()).toEqual([
        expect.stringMatching(
          /ended in half a line.* \d+ bytes were cut off and are kept in torn-0{11}1-1\.txt \(1 such/,
        ),
      ]);
      expect(readFileSync(filesOf(folder, 'torn')[0]!, 'utf8')).toBe(tail);
      again.desk.take(value(9));
      await again.desk.close();
      const third = openDesk(folder, clock);
      expect(third.opened.notices()).toEqual([]);
      expect(third.desk.desk).toEqual(again.desk.desk);
    },
  );

  it.each([
    ['nothing in a new file', ''],
    ['half a header', '{"schema":1,"fir'],
  ])('leaves %s, and the record goes on', async (_, tail) => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 5);
    writeFileSync(join(folder, 'journal', 'segment-000000000006.jsonl'), tail);
    const again = openDesk(folder, clock);
    again.desk.take(value(9));
    await again.desk.close();
    const third = openDesk(folder, clock);
    expect(third.desk.desk).toEqual(again.desk.desk);
    expect(third.lines).toEqual([]);
  });

  it('while a checkpoint was written does no harm', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 5);
    writeFileSync(join(folder, 'journal', 'checkpoint-000000000005.json.new'), '{"schema":1');
    expect(openDesk(folder, clock).lines).toEqual([]);
  });
});

describe('a record that a hand or a disk has changed', () => {
  const line = (n: number) => n; // entry n stands in line n + 1, behind the header
  it.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'one value',
      (lines) => lines.map((one, at) => (at === line(4) ? one.replace('HR 4', 'HR 44') : one)),
      /line 5, entry 4: is not what was written/,
    ],
    [
      'one hash',
      (lines) => lines.map((one, at) => (at === line(4) ? one.replace(/"h":"./, '"h":"x') : one)),
      /line 5, entry 4: is not a line of this record/,
    ],
    [
      'a line of which neither value nor hash is what it was: the next one, which goes on from it, is used all the same',
      (lines) =>
        lines.map((one, at) => (at === line(7) ? one.replace('HR 7', 'HR 77').replace(/"h":"..../, '"h":"0000') : one)),
      /line 8, entry 7: is not what was written there; .*line 9, entry 8: can't be verified, since the line before it is damaged/,
    ],
    [
      'a line that is gone',
      (lines) => lines.toSpliced(line(4), 1),
      /line 5, entry 5: comes after entries that are not there/,
    ],
    [
      'two lines that changed places',
      (lines) => lines.toSpliced(line(4), 2, lines[line(5)]!, lines[line(4)]!),
      /line 5, entry 5: comes after.*; .*line 6, entry 4: does not stand in its place/,
    ],
    [
      'a line that stands there twice',
      (lines) => lines.toSpliced(line(4), 0, lines[line(4)]!),
      /line 6, entry 4: does not stand in its place/,
    ],
    [
      'a line of something else',
      (lines) => lines.toSpliced(line(4), 1, 'hello'),
      /line 5, entry 4: is not a line of this record/,
    ],
    [
      'the first line',
      (lines) => lines.map((one, at) => (at === 0 ? one.replace('"t":17', '"t":18') : one)),
      /line 1: is not what was written/,
    ],
  ])('is found out by %s, named, and left as it is; what can be read is used', async (_, change, named) => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 8);
    const segment = filesOf(folder, 'segment')[0]!;
    edit(segment, change);
    const damaged = readFileSync(segment);
    const { desk, opened, lines } = openDesk(folder, clock);
    expect(opened.notices()).toEqual([expect.stringMatching(named)]);
    expect(opened.notices()[0]).toContain('segment-000000000001.jsonl');
    expect(lines.join('\n')).toMatch(named);
    // Nobody's values in the log.
    expect(lines.join('\n')).not.toMatch(/HR|icu/);
    expect([...desk.desk.alarms.alarms.values()][0]?.report.label).toBe('HR 8 > 120');
    await desk.close();
    expect(readFileSync(segment).subarray(0, damaged.length)).toEqual(damaged);
    // Found again by whoever looks again, and no more than that.
    expect((await again(folder, clock)).join()).toMatch(named);
  });

  async function again(folder: string, clock: TestClock): Promise<readonly string[]> {
    const { opened, desk } = openDesk(folder, clock);
    await opened.verified;
    const notices = opened.notices();
    await desk.close();
    return notices;
  }

  it('in every line by the same hand is not believed', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 8);
    edit(filesOf(folder, 'segment')[0]!, (lines) => lines.map((one) => one.replace('HR', 'PR')));
    const { desk, opened } = openDesk(folder, clock);
    expect([...desk.desk.alarms.alarms.values()].map(({ report: { label } }) => label)).toEqual(['PR 3 > 120']);
    for (const n of [2, 3, 4, 5, 6, 7]) expect(opened.notices().join()).toContain(`entry ${n}: `);
  });

  it('in a checkpoint under a right seal to what no desk can go on with is not used, and told', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 5);
    const { desk } = openDesk(folder, clock);
    const before = desk.desk;
    await desk.close();
    const file = filesOf(folder, 'checkpoint').at(-1)!;
    const [head = '', body = ''] = readFileSync(file, 'utf8').split('\n');
    const wrong = body.replace('"explanations":[', '"explanations":[null,');
    const sha256 = createHash('sha256').update(wrong).digest('hex');
    writeFileSync(file, `${JSON.stringify({ ...JSON.parse(head), sha256 })}\n${wrong}\n`);
    const next = openDesk(folder, clock);
    expect(next.opened.notices()[0]).toMatch(/checkpoint-\d+\.json: is not what was written there/);
    expect(next.desk.desk).toEqual(before);
  });

  it('in a part that the start did not need is found out while the station runs', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const limits = { segmentBytes: 1, replayMs: 1e9, checkpointMs: 0 };
    const { desk, opened } = openDesk(folder, clock, { limits });
    for (let n = 2; n < 8; n++) {
      desk.take(value(n));
      await isWritten(opened);
    }
    await desk.close();
    edit(filesOf(folder, 'segment')[0]!, (lines) => lines.map((one) => one.replace('HR 2', 'HR 22')));
    const { opened: again, desk: restored, lines } = openDesk(folder, clock, { limits });
    expect(again.notices()).toEqual([]);
    expect(await again.verified).toBe(true);
    expect(again.notices()).toEqual([expect.stringMatching(/segment-0{11}1\.jsonl, line \d, entry 2: is not what/)]);
    expect(lines.join()).toContain('entry 2: is not what was written');
    expect(restored.desk).toEqual(desk.desk);
  });

  it('because a whole file is gone is found out too', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const limits = { segmentBytes: 1, replayMs: 1e9, checkpointMs: 0 };
    const { desk, opened } = openDesk(folder, clock, { limits });
    for (let n = 2; n < 12; n++) {
      desk.take(value(n));
      await isWritten(opened);
    }
    await desk.close();
    const segments = filesOf(folder, 'segment');
    expect(segments.length).toBeGreaterThan(3);
    unlinkSync(segments[1]!);
    expect((await again(folder, clock)).join()).toMatch(/line 1: does not go on where the file before it ended/);
  });

  describe('by putting something else in the place of a whole file', () => {
    const limits = { segmentBytes: 1, replayMs: 1e9, checkpointMs: 0 };
    /** Entries 1 ... 12 in several segments with checkpoints between them; the last segment has no checkpoint behind it. */
    async function severalSegments(): Promise<{ folder: string; clock: TestClock; labels: string[] }> {
      const folder = dataFolder();
      const clock = new TestClock();
      const { desk, opened } = openDesk(folder, clock, { limits });
      for (let n = 2; n < 12; n++) {
        desk.take(asystoleOf(n));
        await isWritten(opened);
      }
      await opened.journal.close();
      const labels = [...desk.desk.alarms.alarms.values()].map(({ report: { label } }) => label);
      return { folder, clock, labels };
    }
    const asystoleOf = (n: number): AlarmEvent =>
      reported(asystole({ alarmKey: `${GATEWAY}/a${n}`, label: `Asystole ${n}`, timeMs: NOON_MS + n }));
    const replace: Readonly<Record<string, (file: string) => void>> = {
      'a folder': (file) => {
        unlinkSync(file);
        mkdirSync(file);
      },
      zeros: (file) => writeFileSync(file, Buffer.alloc(statSync(file).size)),
      'a link to itself': (file) => {
        unlinkSync(file);
        symlinkSync(file, file);
      },
      'what nobody may read': (file) => chmodSync(file, 0),
    };
    // Who runs as root may read all.
    const ways = Object.keys(replace).filter((way) => way !== 'what nobody may read' || process.getuid?.() !== 0);
    const places = [
      ['an older segment', (folder: string) => filesOf(folder, 'segment').at(1), 0],
      ['the last but one segment', (folder: string) => filesOf(folder, 'segment').at(-2), 0],
      ['the newest segment', (folder: string) => filesOf(folder, 'segment').at(-1), 1],
      ['the newest checkpoint', (folder: string) => filesOf(folder, 'checkpoint').at(-1), 0],
    ] as const;

    it.each(ways.flatMap((way) => places.map(([what, where, lost]) => [way, what, where, lost] as const)))(
      '%s in place of %s: the station starts in time, names the file, has all alarms of the others, and goes on writing',
      async (way, _what, where, lost) => {
        const { folder, clock, labels } = await severalSegments();
        const file = where(folder) as string;
        replace[way]?.(file);
        const beganMs = performance.now();
        const again = openDesk(folder, clock, { limits });
        expect(performance.now() - beganMs).toBeLessThan(5000);
        await again.opened.verified;
        // A newest segment without a single line of its own is a torn tail, which is kept aside under its number.
        const number = /\d{12}/.exec(basename(file))?.[0] ?? '';
        expect(again.opened.notices().join('\n')).toContain(number);
        const held = [...again.desk.desk.alarms.alarms.values()].map(({ report: { label } }) => label);
        expect(labels.filter((label) => !held.includes(label)).length).toBeLessThanOrEqual(lost);
        again.desk.take(asystoleOf(99));
        await isWritten(again.opened);
        expect(again.trouble).toEqual([false]);
        const told = await eventsBetween(again.opened, 0, clock.wallMs);
        expect(told.length).toBeGreaterThan(0);
        await again.desk.close();
        const third = openDesk(folder, clock, { limits });
        expect(third.desk.desk).toEqual(again.desk.desk);
      },
    );
  });

  it('because its end was cut off is found out by the checkpoint, whose desk is used', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const { desk } = openDesk(folder, clock);
    for (let n = 2; n < 8; n++) desk.take(value(n));
    await desk.close();
    edit(filesOf(folder, 'segment')[0]!, (lines) => lines.slice(0, -2));
    const cut = openDesk(folder, clock);
    expect(cut.opened.notices()).toEqual([expect.stringMatching(/ends with entry 5, and entry 7 was written once/)]);
    expect(cut.desk.desk).toEqual(desk.desk);
    cut.desk.take(value(9));
    await cut.desk.close();
    const third = openDesk(folder, clock);
    expect(third.desk.desk).toEqual(cut.desk.desk);
  });
});

describe('a checkpoint', () => {
  it.each([
    ['of another version', (text: string) => text.replace(/"schema":\d+/, '"schema":99'), /^$/],
    [
      'that a disk has changed',
      (text: string) => text.replace('HR 7', 'HR 8'),
      /checkpoint-\d+\.json: is not what was written/,
    ],
  ])('%s is ignored, and the record replayed', async (_, change, notice) => {
    const folder = dataFolder();
    const clock = new TestClock();
    const { desk } = openDesk(folder, clock);
    for (let n = 2; n < 8; n++) desk.take(value(n));
    await desk.close();
    const checkpoint = filesOf(folder, 'checkpoint')[0]!;
    writeFileSync(checkpoint, change(readFileSync(checkpoint, 'utf8')));
    const again = openDesk(folder, clock);
    expect(again.desk.desk).toEqual(desk.desk);
    expect(again.opened.notices().join()).toMatch(notice);
  });

  it('beside a record of another version is used, and that record is kept and not read', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    await written(folder, clock, 5);
    const old = filesOf(folder, 'segment')[0]!;
    edit(old, (lines) => lines.map((one) => one.replace('"schema":1', '"schema":7')));
    const { desk, opened } = openDesk(folder, clock);
    expect(opened.notices()).toEqual([expect.stringMatching(/line 1: is of another version/)]);
    desk.take(value(9));
    await desk.close();
    expect(filesOf(folder, 'segment')).toHaveLength(2);
    expect(readFileSync(old, 'utf8')).toContain('"schema":7');
  });
});

describe('two stations on one folder', () => {
  it('the second says so, keeps no record, and changes nothing there', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const first = openDesk(folder, clock);
    const second = openDesk(folder, clock);
    expect(second.opened.notices()).toEqual([expect.stringMatching(/^Another station that runs has .*journal/)]);
    expect(second.trouble).toEqual([true]);
    second.desk.take(value(1));
    await second.desk.close();
    first.desk.take(value(2));
    await first.desk.close();
    expect([...openDesk(folder, clock).desk.desk.alarms.alarms.values()][0]?.report.label).toBe('HR 2 > 120');
  });

  it.each([
    ['whose process is gone', '999999999 1\n'],
    ['that a process of the same number wrote long ago', `${process.ppid} 1\n`],
    ['that a process of our number wrote before', `${process.pid} 1\n`],
    ['with nothing in it', ''],
  ])('a lock %s is taken over', (_, lock) => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'journal'));
    writeFileSync(join(folder, 'journal', 'lock'), lock);
    expect(openDesk(folder, new TestClock()).opened.notices()).toEqual([]);
  });

  it('a lock of a process that runs is respected', () => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'journal'));
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    writeFileSync(join(folder, 'journal', 'lock'), `${process.ppid} ${start}\n`);
    expect(openDesk(folder, new TestClock()).opened.notices()).toHaveLength(1);
  });
});

describe('a disk that fails', () => {
  /** A disk that writes until told otherwise, and again after that. */
  class FailingDisk {
    code: string | null = null;
    /** Takes some bytes before it fails, as a disk does that becomes full. */
    takes = 0;
    readonly disk: JournalDisk = {
      ...fs,
      open: (async (...args: Parameters<typeof fs.open>) => {
        const file = await fs.open(...args);
        const write = file.write.bind(file) as (...args: unknown[]) => Promise<{ bytesWritten: number }>;
        file.write = (async (bytes: Buffer, offset: number, length: number, position: number) => {
          if (this.code === null) return write(bytes, offset, length, position);
          if (this.takes > 0) await write(bytes, offset, Math.min(this.takes, length), position);
          throw Object.assign(new Error(`${this.code}: a test`), { code: this.code });
        }) as never;
        return file;
      }) as typeof fs.open,
    };
  }

  it.each(['ENOSPC', 'EIO', 'EROFS'])(
    'with %s: the station goes on, says so, and writes all of it when that works again',
    async (code) => {
      const folder = dataFolder();
      const clock = new TestClock();
      const failing = new FailingDisk();
      const { desk, opened, trouble, lines } = openDesk(folder, clock, { disk: failing.disk });
      desk.take(reported(asystole()));
      await until('written', () => existsSync(join(folder, 'journal', 'segment-000000000001.jsonl')));
      failing.code = code;
      failing.takes = 40;
      let delivered = false;
      desk.take(acknowledge('k1'), () => {
        delivered = true;
      });
      await until('the trouble is told', () => trouble.at(-1) === true);
      expect(delivered).toBe(true);
      clock.wallMs += 5000;
      desk.take(value(3));
      let isSecondDelivered = false;
      desk.take(acknowledge('k2', report().alarmKey), () => {
        isSecondDelivered = true;
      });
      expect(isSecondDelivered).toBe(true);
      failing.code = null;
      await until('it is written again', () => trouble.at(-1) === false);
      expect(trouble).toEqual([false, true, false]);
      expect(lines.filter((one) => one.startsWith('error'))).toEqual([
        expect.stringMatching(`can't be written \\(${code}\\)`),
      ]);
      await opened.journal.close();
      expect(readFileSync(filesOf(folder, 'segment')[0]!, 'utf8')).toMatch(
        `"r":{"type":"gap","fromMs":${NOON_MS},"untilMs":${NOON_MS + 5000},"lost":0}`,
      );
      const again = openDesk(folder, clock);
      expect(again.desk.desk).toEqual(desk.desk);
      expect(again.opened.notices()).toEqual([]);
    },
  );

  it('for long costs the oldest entries, counted in the record, and the desk comes back whole all the same', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    const failing = new FailingDisk();
    failing.code = 'ENOSPC';
    const { desk, opened, trouble } = openDesk(folder, clock, {
      disk: failing.disk,
      limits: { waiting: 100, checkpointMs: 0 },
    });
    for (let n = 0; n < 500; n++) desk.take(value(n));
    await until('the trouble is told', () => trouble.at(-1) === true);
    for (let n = 500; n < 600; n++) desk.take(value(n));
    failing.code = null;
    await until('it is written again', () => trouble.at(-1) === false);
    desk.take(value(1000));
    await opened.journal.close();
    const text = filesOf(folder, 'segment')
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const lost = Number(/"lost":(\d+)/.exec(text)?.[1]);
    const kept = text.split('"e":').length - 1;
    // The first entry says that the station started.
    expect(lost + kept).toBe(602);
    expect(lost).toBeGreaterThan(400);
    expect(openDesk(folder, clock).desk.desk).toEqual(desk.desk);
  });

  it('that hangs for long holds no more than may wait, and one desk at the most', async () => {
    const folder = dataFolder();
    const clock = new TestClock();
    let go = (): void => {};
    const hanging = new Promise<void>((resolve) => {
      go = resolve;
    });
    let checkpoints = 0;
    const disk: JournalDisk = {
      ...systemDisk,
      open: async (...args) => {
        if (String(args[0]).endsWith('.new')) checkpoints++;
        await hanging;
        return systemDisk.open(...args);
      },
    };
    const { desk, opened, lines } = openDesk(folder, clock, {
      disk,
      limits: { waiting: 100, checkpointMs: 0, replayMs: -1 },
    });
    for (let n = 0; n < 500; n++) {
      desk.take(value(n));
      if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(lines.filter((line) => line.includes("can't keep up with its disk")).length).toBeGreaterThan(5);
    go();
    await opened.journal.close();
    const text = filesOf(folder, 'segment')
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const lost = [...text.matchAll(/"lost":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    expect(lost).toBeGreaterThan(350);
    expect(lost + text.split('"e":').length - 1).toBe(500);
    expect(checkpoints).toBeLessThanOrEqual(2);
    expect(openDesk(folder, clock).desk.desk).toEqual(desk.desk);
  });

  it('from the start is used as soon as the folder can be made', async () => {
    const inTheWay = join(dataFolder(), 'data');
    writeFileSync(inTheWay, '');
    const clock = new TestClock();
    const { desk, trouble } = openDesk(inTheWay, clock);
    desk.take(value(1));
    await until('the trouble is told', () => trouble.at(-1) === true);
    unlinkSync(inTheWay);
    await until('it is written', () => trouble.at(-1) === false);
    await desk.close();
    expect(openDesk(inTheWay, clock).desk.desk).toEqual(desk.desk);
  });

  it('from the start, and then shows a record that was not there, is not written over', async () => {
    const [inTheWay, elsewhere] = [join(dataFolder(), 'data'), dataFolder()];
    const clock = new TestClock();
    await written(elsewhere, clock, 5);
    writeFileSync(inTheWay, '');
    const { desk, trouble } = openDesk(inTheWay, clock);
    desk.take(value(1));
    await until('the trouble is told', () => trouble.at(-1) === true);
    unlinkSync(inTheWay);
    renameSync(elsewhere, inTheWay);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(trouble.at(-1)).toBe(true);
    await desk.close();
    const next = openDesk(inTheWay, clock);
    expect([...next.desk.desk.alarms.alarms.values()][0]?.report.label).toBe('HR 5 > 120');
    expect(next.opened.notices()).toEqual([]);
  });

  it('in a way that nothing can be read says so, and the station starts with an empty desk', () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'journal'), 'in the way');
    const { desk, opened, trouble } = openDesk(folder, new TestClock());
    expect(opened.notices()).toEqual([expect.stringMatching(/can't be opened \(ENOTDIR/)]);
    expect(trouble).toEqual([true]);
    expect(desk.desk).toEqual(emptyDesk());
  });
});

test('a station without a folder remembers while it runs', async () => {
  const clock = new TestClock();
  const { desk, opened, trouble } = openDesk(undefined, clock);
  for (let n = 0; n < 12_000; n++) {
    clock.wallMs += 10;
    desk.take(value(n));
  }
  expect(trouble).toEqual([false]);
  const span = await opened.journal.read(clock.wallMs - 30_000, clock.wallMs);
  let replayed = span.desk;
  let count = 0;
  for await (const { atMs, event } of span.events) {
    replayed = reduceDesk(replayed, event, atMs).state;
    count++;
  }
  expect(replayed).toEqual(desk.desk);
  expect(count).toBeGreaterThan(3000);
  expect(count).toBeLessThan(12_000);
});
