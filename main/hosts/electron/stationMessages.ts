/** What the shell tells the station process. A 'window' comes with the window's port. */
export type ShellMessage =
  /** First message: read this configuration and start. `userFolder`: for data, where the configuration names no other. */
  | { readonly type: 'start'; readonly configFile: string; readonly version: string; readonly userFolder: string }
  | { readonly type: 'window' }
  /** Close links and sessions, then exit. */
  | { readonly type: 'stop' };
