import { type ReactNode, useEffect, useRef } from 'react';

/** A dialog over the whole window, modal while it is there; Escape and its button close it. Named by its heading. */
export function ModalDialog({
  className,
  titleId,
  onClose,
  isRead = false,
  children,
}: {
  className: string;
  titleId: string;
  onClose: () => void;
  /** It is there to be read: none of its controls has the focus as it opens. */
  isRead?: boolean;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    if (isRead) dialog.current?.focus();
  }, [isRead]);
  return (
    <dialog
      ref={dialog}
      className={className}
      tabIndex={isRead ? -1 : undefined}
      aria-labelledby={titleId}
      onClose={onClose}
    >
      {children}
      <form method="dialog">
        <button type="submit" className="bar-button">
          Close <kbd>Esc</kbd>
        </button>
      </form>
    </dialog>
  );
}
