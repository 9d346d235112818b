import { expect, test } from 'vitest';
import { LatestOnly } from '#renderer/waveforms/recent/latestOnly.ts';

const later = () => new Promise((resolve) => setTimeout(resolve));

function set() {
  const asked: { question: number; answer: (text: string) => void }[] = [];
  const taken: string[] = [];
  const reader = new LatestOnly<number, string>(
    (question) => new Promise((answer) => asked.push({ question, answer })),
    (answer) => taken.push(answer),
  );
  return { asked, taken, reader };
}

test('of all that is wanted while an answer is awaited only the newest is asked', async () => {
  const { asked, taken, reader } = set();
  for (const question of [1, 2, 3]) reader.want(question);
  asked[0]?.answer('one');
  await later();
  asked[1]?.answer('three');
  await later();
  expect(asked.map(({ question }) => question)).toEqual([1, 3]);
  expect(taken).toEqual(['one', 'three']);
});

test('an answer that comes after the end is not taken', async () => {
  const { asked, taken, reader } = set();
  reader.want(1);
  reader.close();
  asked[0]?.answer('late');
  await later();
  expect(taken).toEqual([]);
});
