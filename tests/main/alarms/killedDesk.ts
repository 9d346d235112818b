import { openJournal } from '#main/alarms/openJournal.ts';
import { RecordedDesk } from '#main/alarms/recordedDesk.ts';
import { asystole, GATEWAY, NOON_MS } from '#tests/domain/alarms/bedside.ts';

// A desk in a process of its own, to be killed: acknowledges alarm after alarm, and says which decisions may go to the bedside.
const clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };
const opened = openJournal({ folder: process.argv[2], clock, log: (_, line) => console.error(line) });
const desk = new RecordedDesk({ clock, ...opened });
for (let n = 0; ; n++) {
  const alarmKey = `${GATEWAY}/asys-${n}`;
  const commandId = `c${n}`;
  const told = { report: asystole({ alarmKey, timeMs: NOON_MS + n }), sourceCode: null };
  desk.take({ type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports: [told] });
  desk.take(
    {
      type: 'decided',
      decision: { commandId, alarmId: alarmKey, actorId: 'nurse', issuedMs: n, action: 'acknowledge' },
    },
    () => process.stdout.write(`${commandId}\n`),
  );
  await new Promise((resolve) => setTimeout(resolve, 1));
}
