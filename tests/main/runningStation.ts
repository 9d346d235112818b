import { onTestFinished } from 'vitest';
import { carrierPair } from '#bridge/pair.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { GatewayConfig } from '#main/config.ts';
import { type LinkTiming, linkTiming } from '#main/gateway/linkTiming.ts';
import { type Station, type StationOptions, startStation } from '#main/station.ts';
import { testHost } from './testHost.ts';
import { WindowProbe } from './windowProbe.ts';

export interface RunningStation {
  readonly station: Station;
  readonly lines: readonly string[];
  attach(): WindowProbe;
  /** A gateway as it is now. */
  view(address: string): GatewayView;
  /** Every link state a gateway had, in order: `connecting`, `live`, `lost unreachable` ... */
  links(address: string): string[];
}

/** A station that is closed when the test is over. `odd`: another clock or chance than the machine's. */
export function runStation(
  gateways: readonly (string | GatewayConfig)[],
  timing: Partial<LinkTiming> = {},
  options: Partial<StationOptions> = {},
  odd: { readonly clock?: Clock; readonly random?: () => number } = {},
): RunningStation {
  const { clock, random } = odd;
  const host = { ...testHost(clock), ...(random !== undefined && { random }) };
  const station = startStation(host, {
    stationName: 'Test station',
    version: '0.0.0',
    gateways: gateways.map((gateway) => (typeof gateway === 'string' ? { address: gateway } : gateway)),
    timing: { ...linkTiming, reportMs: 50, ...timing },
    ...options,
  });
  onTestFinished(() => station.close());
  const history: GatewayView[] = [];
  station.gateways.subscribe((views) => history.push(...views));
  return {
    station,
    lines: host.lines,
    attach: () => {
      const [left, right] = carrierPair();
      station.attach(left);
      return new WindowProbe(right);
    },
    view: (address) => {
      const view = history.findLast(({ gatewayId }) => gatewayId === address);
      if (view === undefined) throw new Error(`no view of ${address}`);
      return view;
    },
    links: (address) => {
      const states: string[] = [];
      for (const { gatewayId, link } of history) {
        const state = link.state === 'lost' ? `lost ${link.code}` : link.state;
        if (gatewayId === address && states.at(-1) !== state) states.push(state);
      }
      return states;
    },
  };
}
