import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's, which has its own packages whatever other Python there is. */
const PYTHON = '/usr/bin/python3';

/** What BioSig (Debian's python3-biosig), a reader that nobody of Vigil wrote, finds in a file: rows of physical values. */
export interface BiosigFile {
  readonly head: string;
  /** Row by row, one value a channel; null: no sample. A channel of a lower rate has each of its values several times. */
  readonly rows: readonly (readonly (number | null)[])[];
}

/** Whether it is there: its tests are skipped, and say so, where it is not (`apt-get install python3-biosig`). */
export const hasBiosig =
  existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import biosig'], { stdio: 'ignore' }).status === 0;

const SCRIPT = `
import biosig, json, math, sys
for path in sys.argv[1:]:
    rows = [[None if math.isnan(v) else v for v in row] for row in biosig.data(path).tolist()]
    print(json.dumps({'head': biosig.header(path), 'rows': rows}))
`;

/** @throws Error with what BioSig says when it can't read one of them */
export function readWithBiosig(paths: readonly string[]): BiosigFile[] {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', SCRIPT, ...paths], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`BioSig can't read them: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BiosigFile);
}
