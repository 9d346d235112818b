import { describe, expect, it } from 'vitest';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { StationAlarms } from '#main/alarms/stationAlarms.ts';
import { WardWatch } from '#main/alarms/wardWatch.ts';

function watching() {
  const told: AlarmReport[] = [];
  const time = { nowMs: 1_000_000, aheadMs: 0 };
  const watch = new WardWatch({
    nowMs: () => time.nowMs,
    monotonicMs: () => time.nowMs,
    aheadOfWallMs: () => time.aheadMs,
    alarms: new StationAlarms([], ({ report }) => told.push(report)),
    station: STATION,
  });
  return { watch, time, said: () => told.splice(0).map(({ bedKey, code, presence }) => [bedKey, code, presence]) };
}

function view(gatewayId: string, clockOffsetMs: number, clockSteps = 0): GatewayView {
  return {
    gatewayId,
    displayName: gatewayId,
    wardName: '',
    link: { state: 'live', sinceMs: 0, epoch: 'e' },
    clockOffsetMs,
    clockUncertaintyMs: 3,
    clockDriftPpm: null,
    clockDriftUncertaintyPpm: null,
    simulated: false,
    counts: clockSteps === 0 ? {} : { clockSteps },
  };
}

function bed(bedKey: string, patientId: string | null): Bed {
  const patient = patientId === null ? null : { patientId, displayName: '', ageYears: null, sex: 'unknown' as const };
  return { bedKey, displayName: bedKey, patient, channels: [], numerics: [] };
}

describe('clocks', () => {
  it('a gateway that is 10 s off is one alarm, however many beds it has, until it is right', () => {
    const { watch, said } = watching();
    watch.beds('g:1', [bed('g:1/1', 'p1'), bed('g:1/2', 'p2')]);
    watch.gateway(view('g:1', 10_000));
    watch.gateway(view('g:1', 10_050));
    watch.gateway(view('h:1', 20));
    watch.tick();
    expect(said()).toEqual([['g:1', 'VIGIL_CLOCK_OFF', 'on']]);
    watch.gateway(view('g:1', 30));
    expect(said()).toEqual([['g:1', 'VIGIL_CLOCK_OFF', 'off']]);
  });

  it('a gateway whose clock jumps is told, and the alarm ends by itself a minute after the last jump', () => {
    const { watch, time, said } = watching();
    watch.gateway(view('g:1', 0));
    watch.gateway(view('g:1', 0, 1));
    expect(said()).toEqual([['g:1', 'VIGIL_CLOCK_OFF', 'on']]);
    time.nowMs += 61_000;
    watch.tick();
    expect(said()).toEqual([['g:1', 'VIGIL_CLOCK_OFF', 'off']]);
  });

  it("the station's own machine, set by an hour, is told, as times here are not those of the machine any more", () => {
    const { watch, time, said } = watching();
    watch.tick();
    time.aheadMs = -3_600_000;
    watch.tick();
    watch.tick();
    expect(said()).toEqual([[STATION, 'VIGIL_OWN_CLOCK_SET', 'on']]);
  });
});

describe('a bed at two gateways, told by its name and that of its ward', () => {
  it('is an alarm at both, also when the ward is named later, until one of them no longer has it', () => {
    const { watch, said } = watching();
    const named = (gatewayId: string) => ({ ...view(gatewayId, 0), wardName: 'ICU 3 East' });
    watch.gateway(named('g:1'));
    watch.beds('g:1', [{ ...bed('g:1/7', 'p1'), displayName: '3E-07' }]);
    watch.beds('h:1', [{ ...bed('h:1/x', 'p2'), displayName: '3E-07' }]);
    expect(said()).toEqual([]);
    watch.gateway(named('h:1'));
    expect(said()).toEqual([
      ['g:1/7', 'VIGIL_BED_TWICE', 'on'],
      ['h:1/x', 'VIGIL_BED_TWICE', 'on'],
    ]);
    watch.beds('g:1', []);
    expect(said()).toEqual([
      ['g:1/7', 'VIGIL_BED_TWICE', 'off'],
      ['h:1/x', 'VIGIL_BED_TWICE', 'off'],
    ]);
  });
});

describe('a patient at two beds', () => {
  it('is an alarm at both until one of the gateways takes it back', () => {
    const { watch, said } = watching();
    watch.beds('g:1', [bed('g:1/1', 'p1')]);
    watch.beds('h:1', [bed('h:1/9', 'p1'), bed('h:1/8', 'p3')]);
    expect(said()).toEqual([
      ['g:1/1', 'VIGIL_PATIENT_TWICE', 'on'],
      ['h:1/9', 'VIGIL_PATIENT_TWICE', 'on'],
    ]);
    watch.beds('g:1', [bed('g:1/1', null)]);
    expect(said()).toEqual([
      ['g:1/1', 'VIGIL_PATIENT_TWICE', 'off'],
      ['h:1/9', 'VIGIL_PATIENT_TWICE', 'off'],
    ]);
  });
});

describe('a gateway that sends more than is read', () => {
  it('is one alarm, which ends by itself when it was not held up for ten seconds', () => {
    const { watch, time, said } = watching();
    const flooding = (messagesHeldUp: number): GatewayView => ({ ...view('g:1', 0), counts: { messagesHeldUp } });
    watch.gateway(view('g:1', 0));
    watch.gateway(flooding(1));
    time.nowMs += 9000;
    watch.gateway(flooding(40));
    watch.tick();
    expect(said()).toEqual([['g:1', 'VIGIL_GATEWAY_FLOOD', 'on']]);
    time.nowMs += 10_000;
    watch.tick();
    expect(said()).toEqual([['g:1', 'VIGIL_GATEWAY_FLOOD', 'off']]);
  });
});
