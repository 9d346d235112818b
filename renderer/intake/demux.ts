import { filter, type Observable } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';

/** Only the messages with this tag, as their own type. */
export function ofType<T extends StationMessage['type']>(
  messages: Observable<StationMessage>,
  type: T,
): Observable<Extract<StationMessage, { readonly type: T }>> {
  return messages.pipe(
    filter((message): message is Extract<StationMessage, { readonly type: T }> => message.type === type),
  );
}
