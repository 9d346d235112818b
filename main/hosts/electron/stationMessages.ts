/** What the shell tells the station process. A 'window' comes with the window's port. */
export type ShellMessage =
  /** First message: read this configuration and start. */
  | { readonly type: 'start'; readonly configFile: string; readonly version: string }
  | { readonly type: 'window' }
  /** Close links and sessions, then exit. */
  | { readonly type: 'stop' };
