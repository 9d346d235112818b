import { commandLine } from '#tools/commandLine.ts';
import { alarms, alarmsUsage } from './alarms.ts';
import { analysis, analysisUsage } from './analysis.ts';
import { history, historyUsage } from './history.ts';
import { historyFull, historyFullUsage } from './historyFull.ts';
import { historyKill, historyKillUsage } from './historyKill.ts';
import { naive, naiveUsage } from './naive.ts';
import { restart, restartUsage } from './restart.ts';
import { startup, startupUsage } from './startup.ts';
import { stream, streamUsage } from './stream.ts';
import { wall, wallUsage } from './wall.ts';
import { waveEngine, waveEngineUsage } from './waveEngine.ts';

/** Each bench prints a table for people; with --json its last line is one JSON object (README, What is promised and measured). */
const benches: Readonly<Record<string, (args: readonly string[]) => Promise<object>>> = {
  wall,
  naive,
  'wave-engine': waveEngine,
  startup,
  alarms,
  stream,
  restart,
  history,
  historyKill,
  historyFull,
  analysis,
};

const usage = `npm run bench -- NAME [options] [--json]\n\n${[wallUsage, naiveUsage, waveEngineUsage, startupUsage, alarmsUsage, streamUsage, restartUsage, historyUsage, historyKillUsage, historyFullUsage, analysisUsage].join('\n\n')}`;

await commandLine(usage, async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const bench = benches[name];
  if (bench === undefined)
    throw new Error(`bench ${name || '(none)'}: not known; there is ${Object.keys(benches).join(', ')}`);
  const figures = await bench(args.filter((arg) => arg !== '--json'));
  for (const [field, value] of Object.entries(figures)) {
    console.log(`${field.padEnd(18)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  }
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  return 0;
});
