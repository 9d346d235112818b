import type { MenuItemConstructorOptions } from 'electron';

/** What a wall needs and no more. Developer tools only in a build that is not packaged. */
export function menuTemplate(openWindow: () => void, isPackaged: boolean): MenuItemConstructorOptions[] {
  return [
    {
      label: 'Vigil',
      submenu: [
        { label: 'New window', accelerator: 'CmdOrCtrl+N', click: openWindow },
        { role: 'close' },
        { type: 'separator' },
        { role: 'quit' },
      ],
    },
    {
      label: 'View',
      submenu: [
        { role: 'togglefullscreen' },
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        ...(isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
  ];
}
