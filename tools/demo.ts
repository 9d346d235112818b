import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MOST_SPEED } from '#fixtures/gateway/gatewayArguments.ts';
import { serveThroughOutages } from '#fixtures/gateway/outages.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { scenarioNames } from '#fixtures/scenarios/scenarios.ts';
import { appOptions, appUsage, hostName } from './appOptions.ts';
import { buildIfStale } from './build.ts';
import { commandLine, wholeNumber } from './commandLine.ts';
import { openApp } from './openApp.ts';

const usage = `npm run demo -- [--beds N] [--scenario NAME] [--seed N] [--speed N] [--replay DIR] [--host electron|browser] [--port P] [--headless]

A simulated ward and the application on it.
  --beds N        beds, 1 to 256 (16; with --replay as many as there are recordings, up to 64)
  --scenario NAME ${scenarioNames.join(', ')} (ward)
  --seed N        the same seed gives the same ward, sample for sample (1)
  --speed N       the scenario day so many times as fast, 1 to ${MOST_SPEED} (1)
  --replay DIR    recordings instead of simulated patients: WFDB, BIDMC, packed Challenge excerpts
${appUsage}`;

/** Invented, as the patients are: somebody to take an alarm and to hand it on to. */
const staff = [
  { id: 'm.keller', name: 'M. Keller', role: 'nurse' },
  { id: 'a.novak', name: 'A. Novak', role: 'nurse' },
  { id: 's.brandt', name: 'S. Brandt', role: 'nurse' },
  { id: 't.ortiz', name: 'T. Ortiz', role: 'nurse' },
  { id: 'l.okafor', name: 'L. Okafor', role: 'charge' },
  { id: 'dr.haas', name: 'Dr Haas', role: 'physician' },
];

/** Less than the outages of link-loss: half of each is resumed with the stream, half is fetched afterwards. */
const RESUMES_MS = 10_000;

await commandLine(usage, async () => {
  const { values } = parseArgs({
    options: {
      ...appOptions,
      beds: { type: 'string' },
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
      speed: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  const host = hostName(values.host);
  const port = wholeNumber('port', values.port, 0, 65535);
  if (values.replay !== undefined && values.scenario !== undefined) {
    throw new Error('--replay plays recordings, --scenario simulated patients: give one of them');
  }
  const { sources, outages, problems } = wardSources({
    beds: values.beds === undefined ? undefined : wholeNumber('beds', values.beds, 1, 256),
    scenario: values.scenario,
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
    speed: values.speed === undefined ? undefined : wholeNumber('speed', values.speed, 1, MOST_SPEED),
    replay: values.replay,
  });
  for (const problem of problems) console.error(problem);
  buildIfStale();

  const displayName = values.replay ? 'Recordings' : 'Simulated ward';
  const ward = new Ward({ gatewayId: 'demo', displayName, sources, replayDepthMs: RESUMES_MS });
  ward.start();
  const gateway = await serveThroughOutages(ward, {}, outages);
  const folder = mkdtempSync(join(tmpdir(), 'vigil-demo-'));
  const configFile = join(folder, 'vigil.config.json');
  writeFileSync(
    configFile,
    JSON.stringify({ stationName: 'Demonstration', staff, gateways: [{ address: gateway.address }] }),
  );
  console.log(`Ward gateway with ${sources.length === 1 ? '1 bed' : `${sources.length} beds`} on ${gateway.address}`);

  try {
    const app = openApp({ host, configFile, port, headless: values.headless });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.close());
    return await app.ended;
  } finally {
    ward.stop();
    await gateway.stop();
    rmSync(folder, { recursive: true });
  }
});
