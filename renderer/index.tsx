import { pageClock } from '#domain/time/pageClock.ts';
import './theme.css';
import { DEADLINE_MS, openCarrier } from '#renderer/carriers/openCarrier.ts';
import { askShellPort } from '#renderer/carriers/shellPort.ts';
import { HistoryLink } from '#renderer/history/historyLink.ts';
import { StationKeeper } from '#renderer/history/stationKeeper.ts';
import { ofType } from '#renderer/intake/demux.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { openTheme } from '#renderer/theme/theme.ts';
import { openWall } from '#renderer/wall/openWall.tsx';
import { windowNumber } from '#renderer/wall/windowNumber.ts';

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);

const root = document.getElementById('vigil');
if (root === null) throw new Error('the page has no element #vigil: index.html and index.tsx are of different builds');
openTheme(document.documentElement, () => localStorage, `vigil.theme ${windowNumber(location.search)}`);
const link = connectStation(openCarrier, clock);
ofType(link.messages, 'alive').subscribe(({ nowMs }) => clock.follow(nowMs));
const keeper = new StationKeeper(link, () => crypto.randomUUID());
const history = new HistoryLink({ keeper, askPort: () => askShellPort(DEADLINE_MS) });
// Without it the browser may clear the history when its disk gets full; it decides by itself, and the history is kept in any case.
void navigator.storage.persist().catch(() => false);
openWall(root, link, clock, history, (actorId, why) => keeper.erase(actorId, why));
