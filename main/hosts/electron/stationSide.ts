import type { ParentPort } from 'electron';
import type { Host, Secrets } from '#main/hosts/host.ts';
import type { Station } from '#main/station.ts';
import { mainPortCarrier } from './mainPortCarrier.ts';
import { shellSecrets } from './shellSecrets.ts';
import type { ShellMessage } from './stationMessages.ts';

/** What the station's side needs of its process. */
export interface StationSideOptions {
  /** The line to the shell. */
  readonly parent: ParentPort;
  readonly openStation: (
    configFile: string,
    version: string,
    userFolder: string,
    keychain: Secrets,
  ) => Promise<Pick<Station, 'attach' | 'close'>>;
  readonly exit: (code: number) => void;
  readonly log: Host['log'];
}

/**
 * The station process's side of the shell: starts the station when told, attaches windows as their ports come, ends
 * when told. A station that can't start ends the process with code 1, and the shell tries again.
 */
export function serveShell({ parent, openStation, exit, log }: StationSideOptions): void {
  const secrets = shellSecrets(parent);
  let opening: ReturnType<StationSideOptions['openStation']> | null = null;

  parent.on('message', ({ data, ports }) => {
    const message = data as ShellMessage;
    switch (message.type) {
      case 'start':
        opening ??= openStation(message.configFile, message.version, message.userFolder, secrets);
        opening.catch((error: unknown) => {
          log('error', `the station could not start: ${String(error)}`);
          exit(1);
        });
        break;
      case 'window': {
        const [port] = ports;
        if (port) opening?.then((station) => station.attach(mainPortCarrier(port)), ignore);
        break;
      }
      case 'secret':
        secrets.take(message);
        break;
      case 'stop':
        Promise.resolve(opening)
          .then((station) => station?.close())
          .catch(ignore)
          .finally(() => exit(0));
        break;
    }
  });
}

/** The failure to start is handled where it started. */
function ignore(): void {}
