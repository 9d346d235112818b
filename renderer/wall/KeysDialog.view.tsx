import { alarmKeyTexts } from '#renderer/alarms/episodeKeys.ts';
import { reviewKeyTexts } from '#renderer/review/reviewKeys.ts';
import { waveKeyTexts } from '#renderer/waveforms/waveKeys.ts';
import { ModalDialog } from './ModalDialog.view.tsx';

const wallKeys: readonly (readonly [keys: string, text: string])[] = [
  ['← → ↑ ↓', 'from bed to bed'],
  ['Enter', 'bed large'],
  ['Esc', 'close what is open'],
  ['Page Up, Page Down', 'turn pages'],
  ['F', 'far view'],
  ['V', 'menu View'],
  ['Alt ← → ↑ ↓', 'bed changes places with its neighbour'],
  ['Alt Page Up, Alt Page Down', 'bed to another page'],
  ['Ctrl Z', 'undo the last change of places'],
  ['R', 'review: of the bed or the alarm, else all that is held'],
  ['O', 'alarm load, and what another policy would have done'],
  ['?', 'these keys'],
];

const largeKeys: readonly (readonly [keys: string, text: string])[] = [
  ['← →', 'previous, next bed'],
  ['Shift ← →', 'cursor'],
  ['Esc', 'close'],
];

/** All keys there are. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <ModalDialog className="about keys" titleId="keys-title" onClose={onClose}>
      <h1 id="keys-title">Keys</h1>
      <div className="keys-columns">
        <KeyTable title="Wall" keys={wallKeys} />
        <KeyTable title="Alarms" keys={alarmKeyTexts} />
        <div>
          <KeyTable title="Waves" keys={waveKeyTexts} />
          <KeyTable title="Large bed" keys={largeKeys} />
          <KeyTable title="Review" keys={reviewKeyTexts} />
        </div>
      </div>
    </ModalDialog>
  );
}

function KeyTable({ title, keys }: { title: string; keys: readonly (readonly [keys: string, text: string])[] }) {
  return (
    <table className="keys-table">
      <caption>{title}</caption>
      <tbody>
        {keys.map(([key, text]) => (
          <tr key={key}>
            <th scope="row">
              <kbd>{key}</kbd>
            </th>
            <td>{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
