import { describe, expect, it } from 'vitest';
import { parseWindowMessage } from '#bridge/windowMessage.ts';

const noted = {
  noteId: 'n1',
  bedKey: 'gateway/7',
  patientKey: 'salt.hash',
  atMs: 1_000,
  kind: 'note',
  text: 'pause after the drug',
  actorId: 'nurse',
};
const addNote = (part: object) => ({ type: 'addNote', note: { ...noted, ...part } });

describe('what a window sends', () => {
  it('is read when it opens a session', () => {
    const text = '{"type":"open","bridgeVersion":1,"recentMs":30000}';
    expect(parseWindowMessage(text)).toEqual({
      ok: true,
      message: { type: 'open', bridgeVersion: 1, recentMs: 30_000 },
    });
  });

  it('is read when it opens one in which only the history is written', () => {
    const text = '{"type":"open","bridgeVersion":1,"recentMs":300000,"as":"history"}';
    expect(parseWindowMessage(text)).toEqual({
      ok: true,
      message: { type: 'open', bridgeVersion: 1, recentMs: 300_000, as: 'history' },
    });
  });

  it('is read when it gives credit', () => {
    expect(parseWindowMessage('{"type":"credit","tick":7}')).toEqual({
      ok: true,
      message: { type: 'credit', tick: 7 },
    });
  });

  it('is read when it asks for the past of a bed, however long that bed is called', () => {
    const message = { type: 'recent', bedKey: `gateway.example:50051/${'x'.repeat(4000)}`, recentMs: 300_000 };
    expect(parseWindowMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });

  it.each([
    ['bytes', new ArrayBuffer(4), /bytes/],
    ['no JSON', '{', /not JSON/],
    ['a list', '[]', /not an object/],
    ['nothing', 'null', /not an object/],
    ['an unknown type', '{"type":"shutdown"}', /unknown type/],
    ['a type inherited from the language', '{"__proto__":{"type":"credit","tick":1}}', /unknown type/],
    ['an opening without a version', '{"type":"open","recentMs":1}', /bridgeVersion/],
    ['an opening with a negative past', '{"type":"open","bridgeVersion":1,"recentMs":-1}', /recentMs/],
    ['an opening with a past that is text', '{"type":"open","bridgeVersion":1,"recentMs":"1"}', /recentMs/],
    ['an opening with a past without end', '{"type":"open","bridgeVersion":1,"recentMs":1e999}', /recentMs/],
    ['an opening as something else', '{"type":"open","bridgeVersion":1,"recentMs":1,"as":"bedside"}', /as what/],
    ['credit for half a tick', '{"type":"credit","tick":1.5}', /tick/],
    ['credit for a negative tick', '{"type":"credit","tick":-1}', /tick/],
    ['the past of no bed', '{"type":"recent","recentMs":1}', /bedKey/],
    ['the past of a bed that is a list', '{"type":"recent","bedKey":["g/b1"],"recentMs":1}', /bedKey/],
    ['the future of a bed', '{"type":"recent","bedKey":"g/b1","recentMs":-1}', /recentMs/],
    ['a book', JSON.stringify({ type: 'credit', tick: 1, text: 'x'.repeat(500_000) }), /characters/],
  ])('is refused with a reason when it is %s', (_, text, reason) => {
    const parsed = parseWindowMessage(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
  });
});

const decision = { commandId: 'c1', alarmId: 'icu:7000/hr-1', actorId: 'n.okafor', issuedMs: 1_700_000_000_000 };
const setting = { scope: { of: 'station' }, signal: 'audio', activation: 'paused', actorId: 'nurse', pauseMs: 120_000 };

describe('what a person does at a window', () => {
  it.each([
    ['acknowledges an episode', { type: 'decide', decisions: [{ ...decision, action: 'acknowledge' }] }],
    [
      'takes one and hands another on',
      {
        type: 'decide',
        decisions: [
          { ...decision, action: 'take' },
          { ...decision, commandId: 'c2', action: 'handOn', recipientId: 'dr.lee' },
        ],
      },
    ],
    ['writes a note', { type: 'decide', decisions: [{ ...decision, action: 'note', text: 'electrode replaced' }] }],
    [
      'confirms one that waits, and drops another',
      {
        type: 'decide',
        decisions: [
          { ...decision, action: 'sendNow', waiting: 'c0' },
          { ...decision, action: 'drop', waiting: 'c1' },
        ],
      },
    ],
    ['takes back what was a mistake', { type: 'decide', decisions: [{ ...decision, action: 'undo', undoes: 'c0' }] }],
    ['gives back', { type: 'decide', decisions: [{ ...decision, action: 'giveBack' }] }],
    ['calls more people', { type: 'decide', decisions: [{ ...decision, action: 'escalate' }] }],
    ['pauses the sound', { type: 'set', setting }],
    ['says why', { type: 'set', setting: { ...setting, reason: 'procedure' } }],
    [
      'turns one alarm on again',
      {
        type: 'set',
        setting: { ...setting, scope: { of: 'alarm', alarmId: 'a' }, signal: 'alarm', activation: 'on', pauseMs: 0 },
      },
    ],
    [
      'turns the sound of a bed off',
      {
        type: 'set',
        setting: { ...setting, scope: { of: 'bed', bedKey: 'icu/7' }, activation: 'off', pauseMs: 0 },
      },
    ],
    ['hears the alarms', { type: 'sound', role: 'sounding', why: '' }],
    ['hears nothing', { type: 'sound', role: 'cannot', why: 'no sound card' }],
    [
      'exports a span',
      {
        type: 'exported',
        askId: 'x1',
        exported: {
          format: 'edf',
          bedKey: 'icu/7',
          patientKey: 's.k',
          fromMs: 1,
          untilMs: 2,
          waves: ['II'],
          actorId: 'dr.haas',
          why: 'second opinion',
          isNamed: false,
          bytes: 10,
          sha256: 'a'.repeat(64),
        },
      },
    ],
    ['checks the sound', { type: 'soundChecked', actorId: 'nurse', isHeard: false }],
    ['asks how many alarms there were', { type: 'ask', askId: 'q1', question: { of: 'load', fromMs: 1, untilMs: 2 } }],
    ['asks which limits were told', { type: 'ask', askId: 'q1', question: { of: 'limits', fromMs: 1, untilMs: 2 } }],
    [
      'tries a policy',
      {
        type: 'ask',
        askId: 'q2',
        question: {
          of: 'whatIf',
          fromMs: 1,
          untilMs: 1,
          policy: { schema: 1, any: ['thing'] },
          limits: [{ limit: 88 }],
        },
      },
    ],
    [
      'sets a policy',
      {
        type: 'ask',
        askId: 'q3',
        question: { of: 'policy', policy: null, actorId: 'engineer', why: 'fewer calls at night' },
      },
    ],
  ])('is read when somebody %s', (_, message) => {
    expect(parseWindowMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });

  it('is handed on without what does not belong there', () => {
    const text = JSON.stringify({
      type: 'decide',
      decisions: [{ ...decision, action: 'take', text: 'x', delivery: { state: 'confirmed' } }],
      role: 'sounding',
    });
    expect(parseWindowMessage(text)).toEqual({
      ok: true,
      message: { type: 'decide', decisions: [{ ...decision, action: 'take' }] },
    });
  });

  const decide = (over: object) => ({ type: 'decide', decisions: [{ ...decision, action: 'acknowledge', ...over }] });
  const set = (over: object) => ({ type: 'set', setting: { ...setting, ...over } });
  const ask = (question: unknown) => ({ type: 'ask', askId: 'q', question });
  const long = 'x'.repeat(201);
  const deepText = '['.repeat(30_000) + ']'.repeat(30_000);

  it.each([
    ['a decision by nobody', decide({ actorId: '' })],
    ['a decision by a book', decide({ actorId: long })],
    ['a decision by a list', decide({ actorId: ['nurse'] })],
    ['a decision without an id', decide({ commandId: undefined })],
    ['a decision with an id that is a book', decide({ commandId: long })],
    ['a decision on nothing', decide({ alarmId: '' })],
    ['a decision on an endless alarm', decide({ alarmId: 'x'.repeat(8001) })],
    ['a decision of no time', decide({ issuedMs: 1e300 })],
    ['a decision for the software', decide({ action: 'silence' })],
    ['a decision of an inherited kind', decide({ action: 'constructor' })],
    ['handing on to nobody', decide({ action: 'handOn' })],
    ['handing on to a book', decide({ action: 'handOn', recipientId: long })],
    ['a note that says nothing', decide({ action: 'note', text: ' ' })],
    ['a note that is a book', decide({ action: 'note', text: 'x'.repeat(1001) })],
    ['taking back nothing', decide({ action: 'undo' })],
    ['confirming nothing', decide({ action: 'sendNow' })],
    ['dropping nothing', decide({ action: 'drop', waiting: '' })],
    ['no decisions', { type: 'decide', decisions: [] }],
    ['a decision that is text', { type: 'decide', decisions: ['acknowledge'] }],
    ['decisions that are none', { type: 'decide', decisions: { length: 1 } }],
    [
      'more decisions than a ward has',
      {
        type: 'decide',
        decisions: Array.from({ length: 501 }, () => ({ ...decision, action: 'take' })),
      },
    ],
    ['a setting of nothing', { type: 'set' }],
    ['a setting for nothing', set({ scope: { of: 'ward' } })],
    ['a setting for a bed without a name', set({ scope: { of: 'bed' } })],
    ['a setting of light', set({ signal: 'light' })],
    ['a setting that is neither on nor off', set({ activation: 'dimmed' })],
    ['a setting by nobody', set({ actorId: '' })],
    ['a reason that is none', set({ reason: 'bored' })],
    ['a reason that is no word', set({ reason: null })],
    ['a pause of half a millisecond', set({ pauseMs: 0.5 })],
    ['a pause of a year', set({ pauseMs: 365 * 86_400_000 })],
    ['a sound of no role', { type: 'sound', role: 'loud', why: '' }],
    ['a sound without why', { type: 'sound', role: 'cannot' }],
    ['an export of nothing', { type: 'exported', askId: 'x1' }],
    ['an export without an id', { type: 'exported', exported: {} }],
    [
      'an export whose checksum is none',
      {
        type: 'exported',
        askId: 'x1',
        exported: {
          format: 'pdf',
          bedKey: 'b',
          patientKey: '',
          fromMs: 1,
          untilMs: 2,
          waves: [],
          actorId: 'n',
          why: '',
          isNamed: true,
          bytes: 1,
          sha256: 'x',
        },
      },
    ],
    ['a check by nobody', { type: 'soundChecked', isHeard: true }],
    ['a check without a result', { type: 'soundChecked', actorId: 'nurse', isHeard: 'yes' }],
    ['a question for the notes of no bed', { type: 'askNotes', patientKey: '' }],
    ['no note', { type: 'addNote' }],
    ['a note without words', addNote({ text: ' ' })],
    ['a note that is a novel', addNote({ text: 'x'.repeat(1001) })],
    ['a note at no time', addNote({ atMs: 1.5 })],
    ['a note by nobody', addNote({ actorId: '' })],
    ['a note of another kind', addNote({ kind: 'order' })],
    ['a note without a number', addNote({ noteId: '' })],
    ['a note of nobody known', addNote({ patientKey: null })],
    ['a note withdrawn by nobody', { type: 'withdrawNote', noteId: 'n' }],
    ['no question', ask(undefined)],
    ['a question without an id', { type: 'ask', question: { of: 'load', fromMs: 1, untilMs: 2 } }],
    ['a question about the weather', ask({ of: 'weather', fromMs: 1, untilMs: 2 })],
    ['a span that ends before it begins', ask({ of: 'load', fromMs: 2, untilMs: 1 })],
    ['a span that never ends', ask({ of: 'load', fromMs: 0, untilMs: null })],
    ['a policy that nobody puts into force', ask({ of: 'policy', policy: {}, why: '' })],
    ['a policy without why', ask({ of: 'policy', policy: {}, actorId: 'engineer' })],
  ])('ends the session when it is %s', (_, message) => {
    expect(parseWindowMessage(JSON.stringify(message)).ok).toBe(false);
  });

  it('ends the session when it is a policy so deep that walking through it would break the station', () => {
    const text = `{"type":"ask","askId":"q","question":{"of":"whatIf","fromMs":1,"untilMs":2,"limits":[],"policy":${deepText}}}`;
    expect(parseWindowMessage(text).ok).toBe(false);
    expect(parseWindowMessage(text.replace('"limits":[],"policy"', '"policy":{},"limits"')).ok).toBe(false);
    expect(parseWindowMessage(text.replace(deepText, '{}')).ok).toBe(true);
  });
});

describe('what a window says of notes', () => {
  it.each([
    addNote({}),
    addNote({ kind: 'bookmark', text: '' }),
    { type: 'askNotes', bedKey: 'gateway/7', patientKey: '' },
    { type: 'withdrawNote', noteId: 'n1', actorId: 'nurse' },
  ])('is read as it was sent: %j', (message) => {
    expect(parseWindowMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });
});
