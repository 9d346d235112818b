import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, CustomScheme, MenuItemConstructorOptions } from 'electron';

// Stands in for 'electron' in tests (vitest.config.ts), because resolving the real one starts a download. It does what
// the shell relies on, as Electron's documentation says, and records what the shell asked for in `electron`.

type Handler = (...args: never[]) => unknown;

class StubContents extends EventEmitter {
  static #ids = 0;
  readonly id = ++StubContents.#ids;
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  reloads = 0;
  url = '';
  readonly sent: unknown[][] = [];

  send(...args: unknown[]): void {
    this.sent.push(args);
  }
  getURL = (): string => this.url;
  isDestroyed = (): boolean => false;
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  reload(): void {
    this.reloads++;
  }
}

class StubWindow extends EventEmitter {
  static getAllWindows(): StubWindow[] {
    return [...electron.windows];
  }
  static getFocusedWindow(): StubWindow | null {
    return electron.windows.at(-1) ?? null;
  }
  static fromWebContents(contents: StubContents): StubWindow | null {
    return electron.windows.find(({ webContents }) => webContents === contents) ?? null;
  }
  readonly webContents = new StubContents();
  readonly loaded: string[] = [];
  readonly calls: string[] = [];
  readonly options: BrowserWindowConstructorOptions;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    electron.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.url = url;
    return Promise.resolve();
  }
  show = (): void => void this.calls.push('show');
  focus = (): void => void this.calls.push('focus');
  restore = (): void => void this.calls.push('restore');
  isMinimized = (): boolean => false;
  getBounds = (): { x: number } => ({ x: this.options.x ?? 0 });
}

interface StubDisplay {
  readonly id: number;
  readonly workArea: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const oneDisplay: StubDisplay = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };

class StubPort extends EventEmitter {
  readonly sent: unknown[] = [];
  started = false;
  closed = false;

  postMessage(message: unknown): void {
    this.sent.push(message);
  }
  start(): void {
    this.started = true;
  }
  close(): void {
    this.closed = true;
  }
}

class StubChannel {
  readonly port1 = new StubPort();
  readonly port2 = new StubPort();

  constructor() {
    electron.channels.push(this);
  }
}

class StubChild extends EventEmitter {
  readonly posted: { readonly message: unknown; readonly ports: readonly StubPort[] }[] = [];
  killed = false;
  readonly modulePath: string;
  readonly options: object;

  constructor(modulePath: string, options: object) {
    super();
    this.modulePath = modulePath;
    this.options = options;
  }
  postMessage(message: unknown, ports: readonly StubPort[] = []): void {
    this.posted.push({ message, ports });
  }
  kill(): boolean {
    this.killed = true;
    this.emit('exit', 143);
    return true;
  }
}

class StubApp extends EventEmitter {
  readonly isPackaged = true;
  getVersion = (): string => '0.1.0';
  getPath = (name: string): string => `/profiles/nurse/${name}`;
  requestSingleInstanceLock = (): boolean => {
    electron.calls.push('requestSingleInstanceLock');
    return electron.firstInstance;
  };
  enableSandbox = (): void => void electron.calls.push('enableSandbox');
  quit = (): void => void electron.calls.push('quit');
  whenReady = (): Promise<void> => {
    electron.calls.push('whenReady');
    return Promise.resolve();
  };
}

/** What the shell did with Electron since the last {@link resetElectron}. */
export const electron = {
  /** False: another instance holds the lock. */
  firstInstance: true,
  /** Calls whose order matters. */
  calls: [] as string[],
  windows: [] as StubWindow[],
  /** Side by side, the main one first. */
  displays: [oneDisplay] as StubDisplay[],
  channels: [] as StubChannel[],
  children: [] as StubChild[],
  schemes: [] as CustomScheme[],
  protocolHandlers: new Map<string, (request: Request) => Promise<Response>>(),
  sessionHandlers: new Map<string, Handler>(),
  menu: [] as MenuItemConstructorOptions[],
  wakeLocks: [] as string[],
  /** What Linux keeps secrets with. */
  keychain: 'gnome_libsecret',
  hasEncryption: true,
};

export function resetElectron(): void {
  Object.assign(electron, {
    firstInstance: true,
    calls: [],
    windows: [],
    displays: [oneDisplay],
    channels: [],
    children: [],
    schemes: [],
    protocolHandlers: new Map(),
    sessionHandlers: new Map(),
    menu: [],
    wakeLocks: [],
    keychain: 'gnome_libsecret',
    hasEncryption: true,
  });
  app.removeAllListeners();
  ipcMain.removeAllListeners();
  ipcRenderer.removeAllListeners();
  ipcRenderer.sent.length = 0;
}

export const app = new StubApp();
export const ipcMain = new EventEmitter();
export const ipcRenderer = Object.assign(new EventEmitter(), {
  sent: [] as unknown[][],
  send(...args: unknown[]): void {
    this.sent.push(args);
  },
});
export const protocol = {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    electron.calls.push('registerSchemesAsPrivileged');
    electron.schemes.push(...schemes);
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    electron.protocolHandlers.set(scheme, handler);
  },
};
const recordHandler =
  (name: string) =>
  (handler: Handler): void =>
    void electron.sessionHandlers.set(name, handler);
export const session = {
  defaultSession: {
    setPermissionRequestHandler: recordHandler('permissionRequest'),
    setPermissionCheckHandler: recordHandler('permissionCheck'),
    setDevicePermissionHandler: recordHandler('devicePermission'),
    setDisplayMediaRequestHandler: recordHandler('displayMedia'),
  },
};
export const utilityProcess = {
  fork(modulePath: string, _args: string[], options: object): StubChild {
    const child = new StubChild(modulePath, options);
    electron.children.push(child);
    return child;
  },
};
/** A keychain that turns text around; the tests choose what is there. */
export const safeStorage = {
  getSelectedStorageBackend: (): string => electron.keychain,
  isAsyncEncryptionAvailable: async (): Promise<boolean> => electron.hasEncryption,
  encryptStringAsync: async (text: string): Promise<Buffer> => Buffer.from(`sealed ${[...text].reverse().join('')}`),
  decryptStringAsync: async (sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> => {
    const text = sealed.toString();
    if (!text.startsWith('sealed ')) throw new Error('Error while decrypting the ciphertext provided.');
    return { result: [...text.slice('sealed '.length)].reverse().join(''), shouldReEncrypt: false };
  },
};
export const screen = {
  getAllDisplays: (): StubDisplay[] => electron.displays,
  getDisplayMatching: ({ x }: { x: number }): StubDisplay =>
    electron.displays.find(({ workArea }) => x >= workArea.x && x < workArea.x + workArea.width) ?? oneDisplay,
};
export const powerSaveBlocker = {
  start(type: string): number {
    electron.wakeLocks.push(type);
    return electron.wakeLocks.length;
  },
};
export const Menu = {
  buildFromTemplate: (template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] => template,
  setApplicationMenu(menu: MenuItemConstructorOptions[]): void {
    electron.menu = menu;
  },
};
export { StubChannel as MessageChannelMain, StubPort, StubWindow as BrowserWindow };
