import { type ResourceLimits, Worker } from 'node:worker_threads';

const isSource = import.meta.url.endsWith('.ts');

/** Where the program of a thread lies: beside the file that asks for it, in the sources as in the build. `name` without its ending. */
export function programBeside(fileUrl: string, name: string): URL {
  return new URL(`./${name}.${isSource ? 'ts' : 'js'}`, fileUrl);
}

/** Starts a thread of the station. It holds no process open; whoever starts it ends it. */
export function startThread(program: URL, resourceLimits: ResourceLimits): Worker {
  const worker = isSource ? fromSource(program, resourceLimits) : new Worker(program, { resourceLimits });
  worker.unref();
  return worker;
}

/** A thread does not inherit how whoever runs the sources reads TypeScript. */
function fromSource({ href }: URL, resourceLimits: ResourceLimits): Worker {
  const begin = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(href)}); });`;
  return new Worker(begin, { eval: true, resourceLimits });
}
