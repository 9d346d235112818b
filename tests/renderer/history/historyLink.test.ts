import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HistoryLink, type HistoryLinkOptions, type StartHistory } from '#renderer/history/historyLink.ts';
import type { FromHistory, ToHistory } from '#renderer/history/historyProtocol.ts';
import {
  ECG,
  expectedRun,
  FedWriter,
  openStore,
  SECRET,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

const BED_1 = 'ward/bed-1';

/** Workers of which the test says every word. */
class FakeWorkers {
  readonly started: { readonly heard: ToHistory[]; say(message: FromHistory): void; die(reason: string): void }[] = [];
  readonly start: StartHistory = (say, die) => {
    const heard: ToHistory[] = [];
    this.started.push({ heard, say, die });
    return { post: (message) => heard.push(message), end: () => {} };
  };
}

function openLink(options: Partial<HistoryLinkOptions>): HistoryLink {
  const link = new HistoryLink({
    keeper: { open: async () => ({ secret: SECRET, expectedStoreId: 'known' }), opened: () => {} },
    askPort: () => Promise.reject(new Error('no shell')),
    ...options,
  });
  onTestFinished(() => link.dispose());
  return link;
}

describe('a window’s history', () => {
  it('is off without a key, says why, and refuses to answer', async () => {
    const link = openLink({ keeper: null });
    expect(link.status.value.state).toBe('off');
    await expect(link.stays()).rejects.toThrow('No history is kept: nobody keeps a key');
  });

  it('is off while the key can’t be had, and says why', async () => {
    const keeper = { open: () => Promise.reject(new Error('The keychain is locked.')), opened: () => {} };
    const link = openLink({ keeper });
    await expect.poll(() => link.status.value.state).toBe('off');
    await expect(link.stays()).rejects.toThrow('The keychain is locked.');
  });

  it('answers what was asked before it was open, and tells which store it is', async () => {
    const workers = new FakeWorkers();
    const opened = vi.fn();
    const keeper = { open: async () => ({ secret: SECRET, expectedStoreId: 'known' }), opened };
    const link = openLink({ keeper, start: workers.start });
    const stays = link.stays();
    await expect.poll(() => workers.started).toHaveLength(1);
    const [worker] = workers.started;
    expect(worker?.heard).toEqual([
      { type: 'open', storeName: 'vigil.history', secret: SECRET, expectedStoreId: 'known' },
    ]);
    worker?.say({ type: 'opened', storeId: 'this' });
    expect(opened).toHaveBeenCalledExactlyOnceWith('this');
    expect(worker?.heard.at(-1)).toEqual({ type: 'ask', id: 1, question: { of: 'stays', with: [] } });
    worker?.say({ type: 'answer', id: 1, answer: [] });
    expect(await stays).toEqual([]);
    const failing = link.names(whoseBed(1), 0, 1);
    worker?.say({ type: 'failed', id: 2, reason: 'The disk can’t be read.' });
    await expect(failing).rejects.toThrow('The disk can’t be read.');
  });

  it('whose worker dies begins anew; what was asked of it rejects, and what is asked then is answered', async () => {
    const workers = new FakeWorkers();
    const link = openLink({ start: workers.start });
    await expect.poll(() => workers.started).toHaveLength(1);
    workers.started[0]?.say({ type: 'opened', storeId: 'this' });
    const lost = link.stays();
    workers.started[0]?.die('out of memory');
    await expect(lost).rejects.toThrow('out of memory');
    expect(link.status.value.state).toBe('opening');
    const asked = link.stays();
    await expect.poll(() => workers.started).toHaveLength(2);
    workers.started[0]?.say({ type: 'answer', id: 2, answer: 'from the dead' });
    workers.started[1]?.say({ type: 'opened', storeId: 'this' });
    workers.started[1]?.say({ type: 'answer', id: 2, answer: [] });
    expect(await asked).toEqual([]);
    expect(link.replaced).toBe(1);
  });

  it('hands its worker a port of the shell, or says that there is none', async () => {
    const workers = new FakeWorkers();
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    const askPort = vi.fn<() => Promise<MessagePort>>();
    askPort.mockRejectedValueOnce(new Error('no shell')).mockResolvedValueOnce(port2);
    openLink({ start: workers.start, askPort });
    await expect.poll(() => workers.started).toHaveLength(1);
    const [worker] = workers.started;
    worker?.say({ type: 'portWanted', id: 1 });
    await expect.poll(() => worker?.heard.at(-1)).toEqual({ type: 'noPort', id: 1, reason: 'no shell' });
    worker?.say({ type: 'portWanted', id: 2 });
    await expect.poll(() => worker?.heard.at(-1)).toEqual({ type: 'port', id: 2, port: port2 });
  });

  it('in a worker of its own: reads what was written, with no station there', async () => {
    const name = storeName();
    const history = await openStore(name);
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 70_000);
    history.database.close();
    const keeper = { open: async () => ({ secret: SECRET, expectedStoreId: history.storeId }), opened: () => {} };
    const link = openLink({ storeName: name, keeper });
    const [fromMs, untilMs] = [START_MS + 50_000, START_MS + 65_000];
    const { waves } = await link.window(whoseBed(1), ECG, fromMs, untilMs);
    expect(waves.map(({ runs }) => runs)).toEqual([[expectedRun(1, ECG, fromMs, untilMs)]]);
    const [stay] = await link.stays();
    expect(stay).toMatchObject({ bedKey: BED_1, patient: { patientId: 'patient-1' }, untilMs: null });
    const { held, gaps } = await link.coverage(whoseBed(1), START_MS, START_MS + 90_000);
    expect([held, gaps]).toEqual([[{ fromMs: START_MS, untilMs: START_MS + 70_000 }], []]);
    await expect
      .poll(() => link.status.value)
      .toEqual({ state: 'writing', reason: '', heldFromMs: START_MS, heldUntilMs: START_MS + 69_996 });
  });
});
