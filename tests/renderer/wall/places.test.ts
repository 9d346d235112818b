import { beforeEach, describe, expect, it } from 'vitest';
import { bedLink } from '#renderer/wall/places.ts';
import { WallStore } from '#renderer/wall/wall.store.ts';
import { FakeStation, fakeBed } from '#tests/renderer/support/fakeWard.ts';

let station: FakeStation;
let store: WallStore;

beforeEach(() => {
  station = new FakeStation();
  store = new WallStore(station, station.clock);
  station.hello();
  return () => store.dispose();
});

const shown = () =>
  store.state.value.places.map((place) => (place.kind === 'bed' ? place.key : `${place.kind} ${place.key}`));
const [a1, a2, a3, b1] = [fakeBed('A', 1), fakeBed('A', 2), fakeBed('A', 3), fakeBed('B', 1)] as const;

describe('the places of beds', () => {
  it('follow the gateways in the order the station tells them, then the order of the ward', () => {
    station.gateway('A');
    station.gateway('B');
    station.beds('B', [b1]);
    station.beds('A', [a2, a1]);
    expect(shown()).toEqual(['A/2', 'A/1', 'B/1']);
  });

  it('do not change when a bed is described again, in whatever order', () => {
    station.gateway('A');
    station.beds('A', [a1, a2, a3]);
    station.beds('A', [a3, { ...a1, patient: null }, a2]);
    expect(shown()).toEqual(['A/1', 'A/2', 'A/3']);
  });

  it('stay empty when a bed goes, so that its neighbours stay, and are given to the next bed that comes', () => {
    station.gateway('A');
    station.gateway('B');
    station.beds('A', [a1, a2]);
    station.beds('B', [b1]);
    station.beds('A', [a2]);
    expect(shown()).toEqual(['left A/1', 'A/2', 'B/1']);
    station.beds('A', [a2, a3]);
    expect(shown()).toEqual(['A/3', 'A/2', 'B/1']);
  });

  it('of beds gone from the very end are not kept', () => {
    station.gateway('A');
    station.beds('A', [a1, a2]);
    station.beds('A', [a1]);
    expect(shown()).toEqual(['A/1']);
  });

  it('survive a new session with the station; a gateway that it no longer names goes after 2 seconds', () => {
    station.gateway('A');
    station.gateway('B');
    station.beds('A', [a1]);
    station.beds('B', [b1]);
    station.hello();
    station.gateway('B');
    expect(shown()).toEqual(['A/1', 'B/1']);
    station.wait(2_250);
    expect(shown()).toEqual(['B/1']);
  });

  it('hold the gateway itself while it has told no beds', () => {
    station.gateway('A', { state: 'connecting', sinceMs: 0, attempt: 1 });
    expect(shown()).toEqual(['gateway gateway A']);
  });

  it('are the same objects as before when a gateway only counts on', () => {
    station.gateway('A');
    station.beds('A', [a1]);
    const before = store.state.value.places[0];
    station.gateway('A', undefined, { counts: { duplicateFrames: 3 } });
    expect(store.state.value.places[0]).toBe(before);
  });
});

describe('the link of a bed', () => {
  const lost = {
    state: 'lost',
    sinceMs: 1000,
    code: 'unreachable',
    detail: 'icu:7443 does not answer',
    retryAtMs: 2000,
  } as const;

  it('is as its gateway is', () => {
    const open = { state: 'open', sinceMs: 0, reason: '' } as const;
    expect(bedLink(open, lost)).toMatchObject({ state: 'lost', sinceMs: 1000, why: 'unreachable' });
    expect(bedLink(open, { state: 'live', sinceMs: 0, epoch: 'e' })).toEqual({ state: 'live' });
  });

  it('is lost with the station, whatever was last known of the gateway', () => {
    const closed = { state: 'lost', sinceMs: 5000, reason: 'closed' } as const;
    expect(bedLink(closed, { state: 'live', sinceMs: 0, epoch: 'e' })).toMatchObject({
      state: 'stationLost',
      sinceMs: 5000,
    });
  });
});
