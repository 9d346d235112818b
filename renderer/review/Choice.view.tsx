/** One of several, as buttons beside each other. */
export function Choice<T>({
  name,
  among,
  chosen,
  textOf,
  onChoose,
}: {
  readonly name: string;
  /** No two with the same text. */
  readonly among: readonly T[];
  readonly chosen: T | undefined;
  readonly textOf: (each: T) => string;
  readonly onChoose: (each: T) => void;
}) {
  return (
    <fieldset className="review-choice" aria-label={name}>
      {among.map((each) => (
        <button
          key={textOf(each)}
          type="button"
          aria-pressed={each === chosen}
          className="bar-button"
          onClick={() => onChoose(each)}
        >
          {textOf(each)}
        </button>
      ))}
    </fieldset>
  );
}
