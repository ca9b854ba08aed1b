/**
 * A name that nobody else has. Not `crypto.randomUUID`, which browsers lack on a console that is
 * reached over plain HTTP.
 */
export function newId(): string {
  return crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte) => {
    return id + byte.toString(16).padStart(2, '0')
  }, '')
}
