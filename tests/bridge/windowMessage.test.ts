import { describe, expect, it } from 'vitest';
import { parseWindowMessage } from '#bridge/windowMessage.ts';

describe('what a window sends', () => {
  it('is read when it opens a session', () => {
    const text = '{"type":"open","bridgeVersion":1,"recentMs":30000}';
    expect(parseWindowMessage(text)).toEqual({
      ok: true,
      message: { type: 'open', bridgeVersion: 1, recentMs: 30_000 },
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
    ['credit for half a tick', '{"type":"credit","tick":1.5}', /tick/],
    ['credit for a negative tick', '{"type":"credit","tick":-1}', /tick/],
    ['the past of no bed', '{"type":"recent","recentMs":1}', /bedKey/],
    ['the past of a bed that is a list', '{"type":"recent","bedKey":["g/b1"],"recentMs":1}', /bedKey/],
    ['the future of a bed', '{"type":"recent","bedKey":"g/b1","recentMs":-1}', /recentMs/],
    ['a book', JSON.stringify({ type: 'credit', tick: 1, text: 'x'.repeat(10_000) }), /characters/],
  ])('is refused with a reason when it is %s', (_, text, reason) => {
    const parsed = parseWindowMessage(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.reason).toMatch(reason);
  });
});
