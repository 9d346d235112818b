import { commandLine } from '#tools/commandLine.ts';
import { alarms, alarmsUsage, train } from './alarms.ts';
import { beats, beatsUsage } from './beats.ts';
import { load, loadUsage } from './load.ts';
import { rates, ratesUsage } from './rates.ts';

/** Each evaluation prints a table for people; with --json its last line is one JSON object. */
const evaluations: Readonly<Record<string, (args: readonly string[]) => Promise<object>>> = {
  alarms,
  train,
  beats,
  rates,
  load,
};

const usage = `npm run evaluate -- NAME [options] [--json]\n\n${[alarmsUsage, beatsUsage, ratesUsage, loadUsage].join('\n\n')}`;

await commandLine(usage, async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const evaluation = evaluations[name];
  if (evaluation === undefined)
    throw new Error(`evaluate ${name || '(none)'}: not known; there is ${Object.keys(evaluations).join(', ')}`);
  const figures = await evaluation(args.filter((arg) => arg !== '--json'));
  for (const [field, value] of Object.entries(figures)) {
    if (Array.isArray(value)) {
      console.log(field);
      console.table(value);
    } else if (isTable(value)) {
      console.log(field);
      console.table(value);
    } else console.log(`${field.padEnd(20)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  }
  if (args.includes('--json')) console.log(JSON.stringify(figures));
  return 0;
});

/** Rows by name. */
function isTable(value: unknown): value is Record<string, object> {
  return typeof value === 'object' && value !== null && Object.values(value).every((row) => typeof row === 'object');
}
