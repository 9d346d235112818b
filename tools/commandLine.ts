/** A whole number in a range. @throws Error that names the option. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${option} ${text}: must be a whole number from ${least} to ${most}`);
}

/** Runs a command line's body; what it throws is said in one line, without a stack, and the exit code is 1. */
export async function commandLine(usage: string, body: () => Promise<number>): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(usage);
    return;
  }
  try {
    process.exitCode = await body();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
