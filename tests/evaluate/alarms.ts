import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Example, fitLogistic, type LogisticModel, probability } from '#domain/analysis/logistic.ts';
import { type Reading, readStrip } from '#domain/analysis/source.ts';
import { evidenceNames, ventricularEvidence } from '#domain/analysis/ventricularEvidence.ts';
import { ventricularModel } from '#domain/analysis/ventricularModel.ts';
import { judge, type Verdict } from '#domain/analysis/verdict.ts';
import { type AlarmCase, alarmCases } from './alarmCases.ts';
import { type AlarmScore, type Answered, alarmScore } from './alarmScore.ts';
import { runsOfRecords } from './runsOfRecords.ts';

export const alarmsUsage = `alarms --data DIR [--blind OUT] [--records]
  The second opinion on recorded arrhythmia alarms, by their last 30 s, against what experts found. Where the model was made from
  these very records, each is judged by one made without its run of record numbers (cross-validation). --blind: writes the answers
  (1: not doubted) to OUT and scores nothing. --records: also what was said of each.
train --data DIR [--write FILE]
  Makes the model of ventricular beats from the labelled ventricular tachycardias of DIR, and prints it or writes it as the source file.`;

interface Judged extends AlarmCase {
  readonly verdict: Verdict;
  readonly ms: number;
}

/** @throws Error on wrong arguments, or when there is no recorded alarm */
export async function alarms(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      blind: { type: 'string' },
      records: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new Error('--data DIR: needed');
  const { cases, problems } = alarmCases(values.data);
  const { judged, crossValidated } = judgeAll(cases);
  const answer = ({ verdict }: Judged) => verdict.credibility !== 'doubtful';
  const said = judged.map((one) => ({
    record: one.record,
    alarm: one.alarm,
    answer: answer(one) ? 1 : 0,
    credibility: one.verdict.credibility,
    confidence: Math.round(100 * one.verdict.confidence) / 100,
    reason: one.verdict.reason,
    ...(one.isTrue === null || values.blind !== undefined ? {} : { isTrue: one.isTrue }),
  }));
  const times = judged.map(({ ms }) => ms).sort((a, b) => a - b);
  const verdictMs = {
    p50: times[Math.floor(times.length / 2)],
    p95: times[Math.floor(0.95 * times.length)],
    max: times.at(-1),
  };
  if (values.blind !== undefined) {
    const lines = said.map(({ record, alarm, answer, credibility, confidence }) =>
      [record, alarm, answer, credibility, confidence].join(','),
    );
    writeFileSync(values.blind, `record,alarm,answer,credibility,confidence\n${lines.join('\n')}\n`);
    return { answers: said.length, written: values.blind, verdictMs, problems };
  }
  const labelled = judged.flatMap((one) =>
    one.isTrue === null ? [] : [{ ...one, isTrue: one.isTrue, answer: answer(one) }],
  );
  if (labelled.length === 0) throw new Error(`--data ${values.data}: has no labels; --blind OUT writes answers`);
  const types: Record<string, AlarmScore> = {};
  for (const alarm of new Set(labelled.map((one) => one.alarm)))
    types[alarm] = alarmScore(labelled.filter((one) => one.alarm === alarm));
  const unlabelled = judged.length - labelled.length;
  return {
    types,
    all: alarmScore(labelled satisfies readonly Answered[]),
    crossValidated,
    cannotTell: judged.filter(({ verdict }) => verdict.credibility === 'cannotTell').length,
    unlabelled,
    verdictMs,
    problems,
    ...(values.records ? { records: said } : {}),
  };
}

/** Features of a reading, in the order of the model. */
function featuresOf(reading: Reading): number[] {
  const evidence = ventricularEvidence(reading);
  return evidenceNames.map((name) => evidence[name]);
}

/** Judges every alarm by a model that has seen neither it nor its run of records. */
export function judgeAll(cases: readonly AlarmCase[]): {
  readonly judged: readonly Judged[];
  readonly crossValidated: number;
} {
  const runs = runsOfRecords(cases.map(({ number }) => number));
  const readings = cases.map(({ strip }) => {
    const begun = performance.now();
    const reading = readStrip(strip);
    return { reading, ms: performance.now() - begun };
  });
  const examples = cases.flatMap(({ rhythm, isTrue, number }, k) =>
    rhythm === 'ventricularTachycardia' && isTrue !== null
      ? [{ run: runs.get(number), features: featuresOf((readings[k] as (typeof readings)[number]).reading), isTrue }]
      : [],
  );
  const models = new Map<number | undefined, LogisticModel>();
  const withoutRun = (run: number | undefined): LogisticModel => {
    const others: Example[] = examples.filter((one) => one.run !== run);
    const model = models.get(run) ?? fitLogistic(evidenceNames, others);
    models.set(run, model);
    return model;
  };
  let crossValidated = 0;
  const judged = cases.map((one, k): Judged => {
    const wasSeen = ventricularModel.madeFrom.some(([from, until]) => one.number >= from && one.number <= until);
    const run = runs.get(one.number);
    const canRefit = examples.some((example) => example.run !== run);
    const model = wasSeen && canRefit ? withoutRun(run) : ventricularModel;
    if (model !== ventricularModel) crossValidated += 1;
    const begun = performance.now();
    const { reading, ms } = readings[k] as (typeof readings)[number];
    const verdict = judge(one.rhythm, reading, (evidence) =>
      probability(
        model,
        evidenceNames.map((name) => evidence[name]),
      ),
    );
    return { ...one, verdict, ms: ms + performance.now() - begun };
  });
  return { judged, crossValidated };
}

/** @throws Error on wrong arguments, or when there is nothing to learn from */
export async function train(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' }, write: { type: 'string' } } });
  if (values.data === undefined) throw new Error('--data DIR: needed');
  const { cases, problems } = alarmCases(values.data);
  const learned = cases.filter(({ rhythm, isTrue }) => rhythm === 'ventricularTachycardia' && isTrue !== null);
  const model = fitLogistic(
    evidenceNames,
    learned.map(({ strip, isTrue }) => ({ features: featuresOf(readStrip(strip)), isTrue: isTrue === true })),
  );
  const numbers = cases.map(({ number }) => number).sort((a, b) => a - b);
  const runs = runsOfRecords(numbers);
  const madeFrom = [...new Set(runs.values())].map((run) => {
    const own = numbers.filter((number) => runs.get(number) === run);
    return [own[0], own.at(-1)] as const;
  });
  if (values.write !== undefined) writeFileSync(values.write, sourceOf(model, madeFrom, learned.length));
  return {
    examples: learned.length,
    trueOnes: learned.filter(({ isTrue }) => isTrue).length,
    model,
    madeFrom,
    problems,
  };
}

function sourceOf(
  { bias, terms }: LogisticModel,
  madeFrom: readonly (readonly (number | undefined)[])[],
  examples: number,
): string {
  const term = ({ name, mean, spread, weight }: LogisticModel['terms'][number]) =>
    `    { name: '${name}', mean: ${mean.toFixed(4)}, spread: ${spread.toFixed(4)}, weight: ${weight.toFixed(4)} },`;
  return [
    "import type { LogisticModel } from './logistic.ts';",
    '',
    '/**',
    ` * How likely ventricular tachycardia is, by the evidence of ventricularEvidence.ts. Made by \`npm run evaluate -- train\` from`,
    ` * ${examples} labelled alarms of the PhysioNet/CinC Challenge 2015, in the runs of record numbers below; not edited by hand.`,
    ' */',
    'export const ventricularModel: LogisticModel & { readonly madeFrom: readonly (readonly [number, number])[] } = {',
    `  bias: ${bias.toFixed(4)},`,
    '  terms: [',
    ...terms.map(term),
    '  ],',
    `  madeFrom: [`,
    ...madeFrom.map(([from, until]) => `    [${from}, ${until}],`),
    '  ],',
    '};',
    '',
  ].join('\n');
}
