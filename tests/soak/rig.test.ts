import { expect, it, onTestFinished } from 'vitest';
import type { Oracle } from './oracle.ts';
import { GatewayRig } from './rig.ts';

const deaf = { gateway: () => {} } as unknown as Oracle;

it('a gateway that is killed before it serves is told as such, and does not hold up the run; the next one serves', async () => {
  const onDeath = (why: string): never => expect.unreachable(why);
  const options = { seed: 1, gateways: 1, beds: 3, replayMs: 1000, leakMb: 0, onDeath };
  const rig = await GatewayRig.open(options, 0, Date.now(), () => deaf);
  onTestFinished(() => rig.kill().then(() => rig.proxy.close()));
  const killed = expect(rig.start()).rejects.toThrow('soak-1 ended before it served');
  await rig.kill();
  await killed;
  expect(await rig.start()).toBeGreaterThan(0);
}, 60_000);
