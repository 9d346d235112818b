/** The table and key of a record: it can be opened in its own place only. */
export type Place = readonly [table: string, ...key: (string | number)[]];

const IV_BYTES = 12;
const SECRET_BYTES = 32;

/**
 * What encrypts a store: AES-GCM with 256 bits, a random IV for each record, and the record's place bound to it; and pseudonyms
 * of beds and patients by HMAC-SHA-256, so that records are found without a name on disk. Both keys are derived (HKDF,
 * RFC 5869) from one secret that whoever opens the store hands in; it can't be read back from here.
 *
 * 72 hours of 64 beds are 2 million records: far below the 2^32 random IVs that one key allows (NIST SP 800-38D, 8.3).
 */
export class HistoryKeys {
  readonly #cipher: CryptoKey;
  readonly #mac: CryptoKey;
  readonly #pseudonyms = new Map<string, Promise<string>>();

  /** @throws RangeError for a secret that is not 32 bytes */
  static async from(secret: Uint8Array<ArrayBuffer>): Promise<HistoryKeys> {
    if (secret.length !== SECRET_BYTES)
      throw new RangeError(`a secret of ${secret.length} bytes; needs ${SECRET_BYTES}`);
    const root = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
    const derived = (info: string): HkdfParams => ({
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: text(info),
    });
    const [cipher, mac] = await Promise.all([
      crypto.subtle.deriveKey(derived('vigil history records'), root, { name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ]),
      crypto.subtle.deriveKey(
        derived('vigil history pseudonyms'),
        root,
        { name: 'HMAC', hash: 'SHA-256', length: 256 },
        false,
        ['sign'],
      ),
    ]);
    return new HistoryKeys(cipher, mac);
  }

  private constructor(cipher: CryptoKey, mac: CryptoKey) {
    this.#cipher = cipher;
    this.#mac = mac;
  }

  /** IV, then what was encrypted, then the tag. */
  async seal(place: Place, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const hidden = await crypto.subtle.encrypt({ ...this.#mode(place), iv }, this.#cipher, bytes);
    const sealed = new Uint8Array(IV_BYTES + hidden.byteLength);
    sealed.set(iv);
    sealed.set(new Uint8Array(hidden), IV_BYTES);
    return sealed;
  }

  /** What was sealed; null when these bytes are not what was sealed with this secret for this place. */
  async open(place: Place, sealed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | null> {
    const iv = sealed.subarray(0, IV_BYTES);
    try {
      const bytes = await crypto.subtle.decrypt({ ...this.#mode(place), iv }, this.#cipher, sealed.subarray(IV_BYTES));
      return new Uint8Array(bytes);
    } catch {
      return null;
    }
  }

  /** 32 hexadecimal digits that stand for a name in this store, and in no other. */
  pseudonym(kind: 'bed' | 'patient' | 'alarm', name: string): Promise<string> {
    const named = `${kind} ${name}`;
    const known = this.#pseudonyms.get(named);
    if (known !== undefined) return known;
    const made = crypto.subtle.sign('HMAC', this.#mac, text(named)).then((mac) => {
      const bytes = [...new Uint8Array(mac, 0, 16)];
      return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
    });
    // An alarm is asked for once or twice; beds and patients for ever.
    if (kind !== 'alarm') this.#pseudonyms.set(named, made);
    return made;
  }

  #mode(place: Place): { readonly name: string; readonly additionalData: Uint8Array<ArrayBuffer> } {
    return { name: 'AES-GCM', additionalData: text(JSON.stringify(place)) };
  }
}

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(value);
}
