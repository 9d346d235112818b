import { ipcRenderer } from 'electron';

// Hands the page MessagePorts to the station, one for each request, and nothing else: no API, no channel names.
//
//   page: window.postMessage({ vigil: 'port-request', request: n })
//   page receives: { vigil: 'port', request: n } with the port in event.ports
//                  { vigil: 'station-gone' } when the station's process ended, and all its ports with it
//
// contextBridge can't carry ports; window.postMessage can (electronjs.org, "MessagePorts in Electron").

/** main/hosts/electron/portRequests.ts knows the channels by these names. */
const PORT_CHANNEL = 'vigil:port';
const STATION_GONE_CHANNEL = 'vigil:station-gone';

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== window || origin !== location.origin || data?.vigil !== 'port-request') return;
  ipcRenderer.send(PORT_CHANNEL, data.request);
});

ipcRenderer.on(PORT_CHANNEL, (event, request: unknown) => {
  window.postMessage({ vigil: 'port', request }, location.origin, event.ports);
});

ipcRenderer.on(STATION_GONE_CHANNEL, () => {
  window.postMessage({ vigil: 'station-gone' }, location.origin);
});
