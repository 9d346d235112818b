import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { LONGEST_MESSAGE } from '#bridge/messageLimits.ts';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import { RecordStore } from '#renderer/load/record.store.ts';

function asked({ isThere = true } = {}) {
  const messages = new Subject<StationMessage>();
  const sent: WindowMessage[] = [];
  let ids = 0;
  const record = new RecordStore({
    messages,
    tell: (message) => isThere && sent.push(message) > 0,
    newId: () => `q${++ids}`,
  });
  const refuse = (askId: string, what: string) =>
    messages.next({ type: 'answer', askId, answer: { of: 'refusal', problems: [{ where: 'span', what, todo: '' }] } });
  return { messages, sent, record, refuse };
}
const load = { of: 'load', fromMs: 0, untilMs: 1 } as const;

test('a question is sent, and is under way until it is answered', () => {
  const { record, sent, refuse } = asked();
  record.ask(load);
  expect(sent).toEqual([{ type: 'ask', askId: 'q1', question: load }]);
  expect(record.view.value.asking).toBe('load');
  refuse('q1', 'is too long');
  expect(record.view.value).toMatchObject({ asking: null, problems: [{ what: 'is too long' }] });
});

test('an answer to an earlier question than the last comes to nothing', () => {
  const { record, refuse } = asked();
  record.ask(load);
  record.ask(load);
  refuse('q1', 'is too long');
  expect(record.view.value).toMatchObject({ asking: 'load', problems: [] });
});

test('a station that is not there, or begins anew, is said to be so', () => {
  const nobody = asked({ isThere: false });
  nobody.record.ask(load);
  expect(nobody.record.view.value).toMatchObject({ asking: null, problems: [{ where: 'station' }] });
  const { record, messages } = asked();
  record.ask(load);
  messages.next({
    type: 'hello',
    bridgeVersion: 4,
    stationName: '',
    version: '',
    notices: [],
    displays: [],
    staff: [],
  });
  expect(record.view.value).toMatchObject({ asking: null, problems: [{ where: 'station' }] });
});

test('a question longer than a station reads is said to be that', () => {
  const { record } = asked({ isThere: false });
  record.ask({ of: 'whatIf', fromMs: 0, untilMs: 1, policy: 'x'.repeat(LONGEST_MESSAGE), limits: [] });
  expect(record.view.value).toMatchObject({ asking: null, problems: [{ what: 'is longer than a station reads' }] });
});
