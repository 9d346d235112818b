import { writeFileSync } from 'node:fs';
import { openJournal } from '#main/alarms/openJournal.ts';
import { RecordedDesk } from '#main/alarms/recordedDesk.ts';
import { checkpointText } from '#tests/support/journalTexts.ts';

// A station's desk in a process of its own, as after a restart: no code has run yet, nothing is compiled. Arguments: the
// data folder, the time by the record's clock, and where to write the desk. Says on stdout how long it took.
const [, , folder = '', nowMs = '', deskFile = ''] = process.argv;
const clock = { nowMs: () => Number(nowMs), monotonicMs: () => performance.now() };
const startedMs = performance.now();
const opened = openJournal({ folder, clock, log: () => {} });
const { desk } = new RecordedDesk({ clock, ...opened });
const restoreMs = performance.now() - startedMs;
// Told as it was when the desk was back: what is found wrong in older parts comes later.
const notices = opened.notices();
const isFlawed = await opened.verified;
const verifyMs = performance.now() - startedMs;
writeFileSync(deskFile, checkpointText({ number: 0, hash: '', atMs: 0, desk }));
await opened.journal.close();
console.log(JSON.stringify({ restoreMs, verifyMs, notices, isFlawed }));
