import './theme.css';
import { openCarrier } from '#renderer/carriers/openCarrier.ts';
import { connectStation } from '#renderer/intake/stationLink.ts';
import { setParameterColours } from '#renderer/parameterColours.ts';
import { openWall } from '#renderer/wall/openWall.tsx';
import { pageClock } from './pageClock.ts';

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);

const root = document.getElementById('vigil');
if (root === null) throw new Error('the page has no element #vigil: index.html and index.tsx are of different builds');
setParameterColours(document.documentElement.style);
openWall(root, connectStation(openCarrier, clock), clock);
