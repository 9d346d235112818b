import type { ServerResponse } from 'node:http';

/** Answers with one paragraph for people. `text` is ours, never from the request. */
export function plainPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><title>Vigil</title><h1>Vigil</h1><p>${text}</p></html>`);
}

/** Says why the ward can't be seen with this address, and how to get one that works. */
export function noAdmissionPage(response: ServerResponse): void {
  plainPage(
    response,
    403,
    'This address does not let you in: it was used already, it is older than ten minutes, or the station was started ' +
      'again since. Press Enter in the terminal where the station runs: it prints a fresh address.',
  );
}
