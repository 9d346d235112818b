import { readdirSync, readFileSync } from 'node:fs';

/** Kernel clock ticks a second; fixed at 100 for user space on Linux. */
const TICKS_PER_SECOND = 100;

interface ProcessTimes {
  readonly parent: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

function readProcess(pid: number): ProcessTimes | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      parent: Number(fields[1]),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
      residentBytes: Number(fields[21]) * 4096,
    };
  } catch {
    return null; // ended meanwhile
  }
}

/** What processes have used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly residentMb: number;
}

/** Of a process and all its living descendants, from the kernel's accounting. */
export function treeUsage(root: number): Usage {
  const all = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const times = Number.isInteger(pid) ? readProcess(pid) : null;
    if (times) all.set(pid, times);
  }
  const tree = new Set([root]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [pid, { parent }] of all) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid);
        grown = true;
      }
    }
  }
  let cpuSeconds = 0;
  let residentBytes = 0;
  for (const pid of tree) {
    cpuSeconds += all.get(pid)?.cpuSeconds ?? 0;
    residentBytes += all.get(pid)?.residentBytes ?? 0;
  }
  return { cpuSeconds, residentMb: residentBytes / 2 ** 20 };
}
