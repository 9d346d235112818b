import { once } from 'node:events';
import { WebSocket } from 'ws';

interface Answer {
  readonly id: number;
  readonly error?: { readonly message: string };
  readonly result?: {
    readonly result?: { readonly value: unknown };
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
  };
}

export interface QuietPageOptions {
  readonly width: number;
  readonly height: number;
  /** Source that runs in the page before anything of its own. */
  readonly scripts: readonly string[];
}

/**
 * A page to which nobody listens. To Playwright a browser sends all that passes a page's sockets, which beside a wall of 64 beds
 * is work for the browser and for whoever listens, and grows his memory by 100 MB a minute: none of it is what is measured.
 *
 * Speaks the few words of the DevTools protocol that are needed.
 */
export class QuietPage {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #sent = 0;

  /** The first page of a browser that listens on a port goes to an address. @throws Error when there is none */
  static async open(port: string, url: string, { width, height, scripts }: QuietPageOptions): Promise<QuietPage> {
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as readonly {
      readonly type: string;
      readonly webSocketDebuggerUrl: string;
    }[];
    const target = targets.find(({ type }) => type === 'page');
    if (target === undefined) throw new Error('the browser has no page');
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await once(socket, 'open');
    const page = new QuietPage(socket);
    await page.#send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
    await page.#send('Page.enable', {});
    for (const source of scripts) await page.#send('Page.addScriptToEvaluateOnNewDocument', { source });
    await page.#send('Page.navigate', { url });
    return page;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const answer = JSON.parse(data.toString()) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    // Its end follows.
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const [id, answer] of this.#waiting) answer({ id, error: { message: 'the browser is gone' } });
      this.#waiting.clear();
    });
  }

  /** Calls a function in the page, which knows nothing of where it is written, and waits for what it resolves with. @throws Error as it does */
  async evaluate<Result, Given = undefined>(
    call: (given: Given) => Result | Promise<Result>,
    ...[given]: undefined extends Given ? [] : [Given]
  ): Promise<Result> {
    const expression = `(${call})(${JSON.stringify(given)})`;
    const told = await this.#send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const failed = told?.exceptionDetails;
    if (failed !== undefined) throw new Error(failed.exception?.description ?? failed.text);
    return told?.result?.value as Result;
  }

  async #send(method: string, params: object): Promise<Answer['result']> {
    const id = ++this.#sent;
    const { error, result } = await new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }), (cause) => cause && reject(cause));
    });
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }
}
