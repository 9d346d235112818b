import { type ReactNode, useEffect, useRef } from 'react';

/** A dialog over the whole window, modal while it is there; Escape and its button close it. Named by its heading. */
export function ModalDialog({
  className,
  titleId,
  onClose,
  children,
}: {
  className: string;
  titleId: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={className} aria-labelledby={titleId} onClose={onClose}>
      {children}
      <form method="dialog">
        <button type="submit" className="bar-button">
          Close <kbd>Esc</kbd>
        </button>
      </form>
    </dialog>
  );
}
