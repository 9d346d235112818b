import { SoundCheck } from '#renderer/alarms/sound/SoundCheck.view.tsx';
import { ModalDialog } from './ModalDialog.view.tsx';
import { useServices, useValue } from './services.ts';

/** Nobody has said who is at this window. */
const NOBODY = 'somebody';

/** The sound check; what was heard goes into the record of the station, with who said so. */
export function SoundDialog({ onClose }: { onClose: () => void }) {
  const { sound, person, checkedSound } = useServices();
  const { person: who } = useValue(person.state);
  return (
    <ModalDialog className="about sound-dialog" titleId="sound-title" onClose={onClose}>
      <SoundCheck
        state={useValue(sound.state)}
        titleId="sound-title"
        play={(priority) => sound.check(priority)}
        onVolume={(volume) => sound.setVolume(volume)}
        onAnswer={(isHeard) => checkedSound(who?.personId ?? NOBODY, isHeard)}
      />
    </ModalDialog>
  );
}
