/** The encrypted form of secrets under a passphrase (pure, but for the randomness of node:crypto). */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { isObject } from '../shared/is-object.ts'
import type { StoredSecret } from './vault.ts'

/** What makes a key of a passphrase. OWASP's cost for scrypt: 128 MB and about half a second. */
const usual = { cost: 2 ** 17, blockSize: 8, parallelization: 1 }
const derive = promisify(
  (
    passphrase: string,
    salt: Buffer,
    options: { cost: number; blockSize: number; parallelization: number; maxmem: number },
    done: (error: Error | null, key: Buffer) => void,
  ) => scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, done),
)
const KEY_BYTES = 32
const VERSION = 1
/** Encrypted apart from the secrets, so that a wrong passphrase can be told from a damaged file. */
const CHECK = 'Gemini Balance'

interface Sealed {
  iv: string
  tag: string
  data: string
}

/** A passphrase's key, and how it was made. */
export interface FileKey {
  readonly salt: string
  readonly cost: number
  readonly key: Buffer
}

export type Opened =
  | { kind: 'opened'; fileKey: FileKey; secrets: StoredSecret[] }
  | { kind: 'wrong-passphrase' }
  | { kind: 'damaged' }

/** A key for a new file. `cost` is a power of two; tests take a small one. */
export async function newFileKey(passphrase: string, cost = usual.cost): Promise<FileKey> {
  const salt = randomBytes(16)
  return { salt: salt.toString('base64'), cost, key: await deriveKey(passphrase, salt, cost) }
}

/** The text of a file that holds these secrets. */
export function seal(secrets: readonly StoredSecret[], { key, salt, cost }: FileKey): string {
  const content = {
    version: VERSION,
    kdf: { name: 'scrypt', salt, cost },
    check: encrypt(CHECK, key),
    secrets: encrypt(JSON.stringify(secrets), key),
  }
  return `${JSON.stringify(content)}\n`
}

/** Reads the text of such a file. */
export async function open(text: string, passphrase: string): Promise<Opened> {
  const content = parse(text)
  if (content === undefined) return { kind: 'damaged' }
  const { salt, cost } = content.kdf
  const key = await deriveKey(passphrase, Buffer.from(salt, 'base64'), cost)
  if (decrypt(content.check, key) !== CHECK) return { kind: 'wrong-passphrase' }
  const secrets = decrypt(content.secrets, key)
  if (secrets === undefined) return { kind: 'damaged' }
  return {
    kind: 'opened',
    fileKey: { salt, cost, key },
    secrets: JSON.parse(secrets) as StoredSecret[],
  }
}

function deriveKey(passphrase: string, salt: Buffer, cost: number): Promise<Buffer> {
  const { blockSize, parallelization } = usual
  const maxmem = 256 * cost * blockSize + 1024 * 1024
  return derive(passphrase, salt, { cost, blockSize, parallelization, maxmem })
}

function encrypt(text: string, key: Buffer): Sealed {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return {
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
}

/** Undefined when the key is another or the data is not what was written. */
function decrypt({ iv, tag, data }: Sealed, key: Buffer): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64'), {
      authTagLength: 16,
    })
    decipher.setAuthTag(Buffer.from(tag, 'base64'))
    const text = Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()])
    return text.toString('utf8')
  } catch {
    return undefined
  }
}

interface Content {
  kdf: { salt: string; cost: number }
  check: Sealed
  secrets: Sealed
}

function parse(text: string): Content | undefined {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(content) || content['version'] !== VERSION) return undefined
  const { kdf, check, secrets } = content
  if (!isObject(kdf) || !isSealed(check) || !isSealed(secrets)) return undefined
  const { salt, cost } = kdf
  if (typeof salt !== 'string' || !isCost(cost)) return undefined
  return { kdf: { salt, cost }, check, secrets }
}

function isSealed(value: unknown): value is Sealed & Record<string, unknown> {
  return isObject(value) && ['iv', 'tag', 'data'].every((name) => typeof value[name] === 'string')
}

/** A file from elsewhere must not make us fill the memory. */
function isCost(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(Math.log2(value)) && value > 1 && value <= 2 ** 20
  )
}
