import { describe, expect, it } from 'vitest';
import { PersonStore, typedPerson } from '#renderer/alarms/person.store.ts';
import { staff } from '#tests/renderer/support/fakeWard.ts';

function browser() {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (name: string) => texts.get(name) ?? null,
    setItem: (name: string, text: string) => void texts.set(name, text),
  };
}
const [keller = null] = staff;

describe('who is at a window', () => {
  it('is remembered by the window, each for itself', () => {
    const storage = browser();
    new PersonStore(() => storage, 'vigil.person 1').choose(keller);
    expect(new PersonStore(() => storage, 'vigil.person 1').state.value.person).toEqual(keller);
    expect(new PersonStore(() => storage, 'vigil.person 2').state.value.person).toBeNull();
  });

  it('is nobody on a screen that many share: each decision asks', () => {
    const storage = browser();
    new PersonStore(() => storage, 'w').choose(keller, true);
    expect(new PersonStore(() => storage, 'w').state.value).toEqual({ person: null, asksEachTime: true });
  });

  it.each(['', 'null', '{}', '{"person":{"personId":""},"asksEachTime":false}', '{"person":7,"asksEachTime":true}'])(
    'is nobody where what was kept can not be understood: %s',
    (text) => {
      const storage = browser();
      storage.setItem('w', text);
      expect(new PersonStore(() => storage, 'w').state.value).toEqual({ person: null, asksEachTime: false });
    },
  );

  it('can be somebody who is not of the staff, by the name they type', () => {
    expect(typedPerson('  Dr.   Ada  Weiss ')).toMatchObject({
      personId: 'Dr. Ada Weiss',
      displayName: 'Dr. Ada Weiss',
    });
    expect(typedPerson('   ')).toBeNull();
  });
});
