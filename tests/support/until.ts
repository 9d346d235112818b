/** Waits until `isSo`, looking every 5 ms. @throws when it is not so in time, with `what`. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, withinMs = 5000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not so within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
