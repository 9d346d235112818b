import { describe, expect, it } from 'vitest';
import { CarrierEnd } from '#bridge/carrierEnd.ts';
import { carrierPair } from '#bridge/pair.ts';

function carrier() {
  const calls: unknown[] = [];
  const end = new CarrierEnd({
    send: (message) => calls.push(message),
    goodbye: () => calls.push('goodbye'),
    release: () => calls.push('release'),
  });
  return { end, calls };
}

describe('a carrier', () => {
  it('keeps what comes until somebody listens, and hands over nothing but text and bytes', () => {
    const { end } = carrier();
    const bytes = new ArrayBuffer(1);
    for (const data of ['a', bytes, null, 7, { type: 'hello' }]) end.take(data);
    const heard: unknown[] = [];
    end.onMessage((message) => heard.push(message));
    end.take('b');
    expect(heard).toEqual(['a', bytes, 'b']);
  });

  it('is left when it floods before anybody listens', () => {
    const { end, calls } = carrier();
    for (let k = 0; k < 100; k++) end.take('a');
    expect(calls).toEqual([]);
    end.take('a');
    expect(calls).toEqual(['goodbye', 'release']);
    const heard: unknown[] = [];
    end.onMessage((message) => heard.push(message));
    let reason = '';
    end.onClose((why) => {
      reason = why;
    });
    expect([heard, reason]).toEqual([[], 'more than 100 messages before anybody listened']);
  });

  it('hands over nothing more to a listener that closes it, also of what had waited', () => {
    const { end } = carrier();
    end.take('nonsense');
    end.take('more');
    const heard: unknown[] = [];
    end.onMessage((message) => {
      heard.push(message);
      end.close();
    });
    expect(heard).toEqual(['nonsense']);
  });

  it('says goodbye when it is closed here, and not to a wire that is gone; lets go once, either way', () => {
    const closed = carrier();
    closed.end.close();
    closed.end.end('wire gone');
    closed.end.send('late');
    expect(closed.calls).toEqual(['goodbye', 'release']);
    const gone = carrier();
    gone.end.end('wire gone');
    gone.end.close();
    expect(gone.calls).toEqual(['release']);
  });

  it('tells once why it ended, also whoever asks late', () => {
    const { end } = carrier();
    const reasons: string[] = [];
    end.onClose((reason) => reasons.push(reason));
    end.end('wire gone');
    end.end('again');
    expect(reasons).toEqual(['wire gone']);
    end.onClose((reason) => reasons.push(`late: ${reason}`));
    expect(reasons.at(-1)).toBe('late: wire gone');
  });
});

describe('two carriers joined in memory', () => {
  it('bring each other messages in order, and the end after the last of them', async () => {
    const [left, right] = carrierPair();
    const heard: string[] = [];
    right.onMessage((message) => heard.push(String(message)));
    right.onClose((reason) => heard.push(reason));
    left.send('one');
    left.send('two');
    left.close();
    left.send('late');
    expect(heard).toEqual([]);
    await new Promise<void>((resolve) => setTimeout(resolve));
    expect(heard).toEqual(['one', 'two', 'closed by the other side']);
  });
});
