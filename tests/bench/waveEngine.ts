import { parseArgs } from 'node:util';
import { wholeNumber } from '#tools/commandLine.ts';
import { measureWall, type WallFigures, type WallSize } from './wall.ts';

export const waveEngineUsage = `wave-engine [--seconds S]
  The four walls that the wave engine has promises for, and how they are kept, as a table in Markdown.`;

/** What is promised of a wall; what is left out is not. */
interface Goals {
  readonly fps: number;
  readonly droppedPercent: number;
  readonly mainMs: number;
  readonly ratioToLimit?: number;
  readonly glassMs: number;
}

interface Case {
  readonly name: string;
  readonly size: Pick<WallSize, 'beds' | 'mode' | 'dpr'>;
  readonly goals: Goals;
}

const cases: readonly Case[] = [
  {
    name: '64 beds × 4, sweep, 1080p',
    size: { beds: 64, mode: 'sweep', dpr: 1 },
    goals: { fps: 59.5, droppedPercent: 0, mainMs: 2, ratioToLimit: 1.5, glassMs: 300 },
  },
  {
    name: '64 beds × 4, scroll, 1080p',
    size: { beds: 64, mode: 'scroll', dpr: 1 },
    goals: { fps: 59.5, droppedPercent: 1, mainMs: 2, glassMs: 300 },
  },
  {
    name: '64 beds × 4, sweep, 4K at DPR 2',
    size: { beds: 64, mode: 'sweep', dpr: 2 },
    goals: { fps: 58, droppedPercent: 2, mainMs: 4, glassMs: 300 },
  },
  {
    name: '256 beds × 4, sweep, 1080p',
    size: { beds: 256, mode: 'sweep', dpr: 1 },
    goals: { fps: 58, droppedPercent: 2, mainMs: 4, ratioToLimit: 1.5, glassMs: 400 },
  },
];

/** Measures the four, one after the other, and prints the table. */
export async function waveEngine(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '20' } } });
  const seconds = wholeNumber('seconds', values.seconds, 1, 600);
  const rows: { name: string; goals: Goals; figures: WallFigures }[] = [];
  for (const { name, size, goals } of cases) {
    console.error(`${name} ...`);
    const { figures } = await measureWall(
      { ...size, waves: 4, seconds, width: 1920, height: 1080 },
      { withLimit: goals.ratioToLimit !== undefined },
    );
    rows.push({ name, goals, figures });
  }
  console.log(
    [
      '| case | fps | dropped | main thread ms, p99 (all tasks) | CPU s/s (over the limit) | glass ms, p99 |',
      '|---|---|---|---|---|---|',
      ...rows.map(({ name, goals, figures }) => `| ${[name, ...cells(figures, goals)].join(' | ')} |`),
    ].join('\n'),
  );
  return Object.fromEntries(rows.map(({ name, figures }) => [name, figures]));
}

/** The columns of a row, each with its goal. */
export function cells(
  {
    fps,
    droppedPercent,
    mainMs,
    mainTaskMs,
    cpu,
    glassMs,
  }: Pick<WallFigures, 'fps' | 'droppedPercent' | 'mainMs' | 'mainTaskMs' | 'cpu' | 'glassMs'>,
  goals: Goals,
): string[] {
  const overLimit =
    cpu.ratioToLimit === null || goals.ratioToLimit === undefined
      ? `${cpu.total}`
      : `${cpu.total} (${atMost(cpu.ratioToLimit, goals.ratioToLimit, ' ×')})`;
  return [
    atLeast(fps, goals.fps),
    atMost(droppedPercent, goals.droppedPercent, ' %'),
    `${atMost(mainMs.p99, goals.mainMs)}; all: ${mainTaskMs.p99}`,
    overLimit,
    // Zero is no delay, but none known.
    glassMs.max === 0 ? `**nothing was drawn live** (≤ ${goals.glassMs})` : atMost(glassMs.p99, goals.glassMs),
  ];
}

function atLeast(value: number, goal: number): string {
  const goalText = `≥ ${goal}`;
  return value >= goal ? `${value} (${goalText})` : `**${value}** (${goalText}: ${short(goal - value)} short)`;
}

function atMost(value: number, goal: number, unit = ''): string {
  const goalText = `≤ ${goal}${unit}`;
  return value <= goal
    ? `${value}${unit} (${goalText})`
    : `**${value}${unit}** (${goalText}: ${short(value - goal)} over)`;
}

const short = (value: number): number => Math.round(value * 100) / 100;
