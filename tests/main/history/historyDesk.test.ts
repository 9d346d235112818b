import { describe, expect, it } from 'vitest';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import { memorySecrets } from '#main/history/memorySecrets.ts';
import type { Secrets } from '#main/hosts/host.ts';
import { dataFolder } from '#tests/main/alarms/journal.ts';
import { runStation } from '#tests/main/runningStation.ts';
import type { WindowProbe } from '#tests/main/windowProbe.ts';
import { recordEntries } from '#tests/support/recordEntries.ts';
import { until } from '#tests/support/until.ts';

async function keyFor(window: WindowProbe, askId = 'k1') {
  window.send({ type: 'historyKey', askId });
  await until('the key is answered', () => window.all('historyKey').some((message) => message.askId === askId));
  return window.all('historyKey').find((message) => message.askId === askId)?.answer;
}

const remarks = (folder: string) =>
  [...recordEntries(folder)].flatMap(({ content }) =>
    'remark' in content && content.remark.type.startsWith('history') ? [content.remark] : [],
  );

describe('a window that asks for the key of its history', () => {
  it('gets it, alone, the same each time, and with it how long the history is kept', async () => {
    const { attach } = runStation([]);
    const [window, other] = [attach().open(), attach().open()];
    const answer = await keyFor(window);
    expect(answer).toMatchObject({ ok: true, expectedStoreId: null, erasedStoreIds: [], keep: defaultKeepPolicy });
    expect(answer?.ok && Buffer.from(answer.secret, 'base64')).toHaveLength(32);
    expect(other.all('historyKey')).toEqual([]);
    expect(await keyFor(other)).toEqual(answer);
  });

  it('gets none before it has opened its session', async () => {
    const { attach } = runStation([]);
    const window = attach();
    window.send({ type: 'historyKey', askId: 'k1' });
    await until('it is closed', () => window.closedBecause !== null);
    expect(window.all('historyKey')).toEqual([]);
  });

  it('is told why there is none, and so is everybody who opens a window', async () => {
    const reason = 'The key is not used: others can read it. Run chmod 600 on it.';
    const refusing: Secrets = { read: async () => ({ ok: false, reason }), renew: async () => ({ ok: false, reason }) };
    const { attach, lines } = runStation([], {}, { secrets: refusing });
    expect(await keyFor(attach().open())).toEqual({ ok: false, reason });
    const later = attach().open();
    await until('the later window is greeted', () => later.all('hello').length > 0);
    expect(later.all('hello')[0]?.notices).toEqual([reason]);
    expect(lines).toContain(`error ${reason}`);
  });
});

describe('a history that was made anew in silence', () => {
  it('is an alarm until somebody has seen it, a notice, and a line in the record; the one expected is none of that', async () => {
    const folder = dataFolder();
    const secrets = memorySecrets();
    const first = runStation([], {}, { dataFolder: folder, secrets });
    const one = first.attach().open();
    await keyFor(one);
    one.send({ type: 'historyOpened', storeId: 'store-a' });
    one.send({ type: 'historyOpened', storeId: 'store-a' });
    await until('the store is known', () => remarks(folder).length > 1);
    await first.station.close();

    const second = runStation([], {}, { dataFolder: folder, secrets });
    const two = second.attach().open();
    expect(await keyFor(two)).toMatchObject({ ok: true, expectedStoreId: 'store-a' });
    two.send({ type: 'historyOpened', storeId: 'store-a' });
    expect([...two.members.values()]).toEqual([]);
    two.send({ type: 'historyOpened', storeId: 'store-b' });
    // Nobody hears this station, which is an alarm of its own before long.
    const recreated = () =>
      [...two.members.values()].find(({ alarm }) => alarm.report.code === 'VIGIL_HISTORY_RECREATED');
    await until('the alarm stands', () => recreated() !== undefined);
    expect(recreated()?.alarm).toMatchObject({
      report: { kind: 'technical', priority: 'low' },
      presence: 'latched',
    });
    const later = second.attach().open();
    await until('the later window is greeted', () => later.all('hello').length > 0);
    expect(later.all('hello')[0]?.notices.join()).toContain('begins anew');
    await second.station.close();
    expect(remarks(folder)).toEqual([
      { type: 'historyKeyMade' },
      { type: 'historyBegan', storeId: 'store-a' },
      { type: 'historyRecreated', storeId: 'store-b', before: 'store-a' },
    ]);
  });
});

describe('a person who has the history erased', () => {
  it('gets another key for all, every window is told, who still has the old one drops it, and it is in the record', async () => {
    const folder = dataFolder();
    const { attach, station } = runStation([], {}, { dataFolder: folder });
    const [window, other] = [attach().open(), attach().open()];
    const before = await keyFor(window);
    window.send({ type: 'historyOpened', storeId: 'store-a' });
    window.send({ type: 'historyErase', askId: 'e1', actorId: 'dr.haas', why: 'the machine is given away' });
    await until('it is answered', () => window.all('historyEraseAnswer').length > 0);
    expect(window.all('historyEraseAnswer')).toEqual([{ type: 'historyEraseAnswer', askId: 'e1', reason: '' }]);
    for (const each of [window, other]) expect(each.all('historyErased')).toMatchObject([{ actorId: 'dr.haas' }]);
    expect(other.all('historyEraseAnswer')).toEqual([]);
    const after = await keyFor(other);
    expect(after).toMatchObject({ ok: true, expectedStoreId: null, erasedStoreIds: ['store-a'] });
    expect(after?.ok && after.secret).not.toBe(before?.ok && before.secret);
    other.send({ type: 'historyOpened', storeId: 'store-b' });
    await until('it is known', () => remarks(folder).length >= 4);
    await station.close();
    expect(remarks(folder)).toEqual([
      { type: 'historyKeyMade' },
      { type: 'historyBegan', storeId: 'store-a' },
      { type: 'historyErased', actorId: 'dr.haas', why: 'the machine is given away', stores: 1 },
      { type: 'historyBegan', storeId: 'store-b' },
    ]);
  });

  it('is told when it could not be, and then nothing is lost', async () => {
    const folder = dataFolder();
    const kept = memorySecrets();
    const stuck: Secrets = { ...kept, renew: async () => ({ ok: false, reason: 'the key file is read-only' }) };
    const { attach, station } = runStation([], {}, { dataFolder: folder, secrets: stuck });
    const window = attach().open();
    const before = await keyFor(window);
    window.send({ type: 'historyOpened', storeId: 'store-a' });
    window.send({ type: 'historyErase', askId: 'e1', actorId: 'dr.haas', why: 'a test' });
    await until('it is answered', () => window.all('historyEraseAnswer').length > 0);
    expect(window.all('historyEraseAnswer')[0]?.reason).toBe('the key file is read-only');
    expect(window.all('historyErased')).toEqual([]);
    expect(await keyFor(window, 'k2')).toEqual({ ...before, expectedStoreId: 'store-a' });
    await station.close();
    expect(remarks(folder).at(-1)).toEqual({
      type: 'historyEraseFailed',
      actorId: 'dr.haas',
      why: 'a test',
      because: 'the key file is read-only',
    });
  });

  it('without a reason or a name is not heard', async () => {
    const { attach } = runStation([]);
    const window = attach().open();
    window.send({ type: 'historyErase', askId: 'e1', actorId: 'dr.haas', why: '  ' });
    await until('it is closed', () => window.closedBecause !== null);
  });
});
