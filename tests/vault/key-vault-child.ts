/** Run inside a D-Bus session by key-vault.test.ts: 200 keys by way of the keyring, as the service does it. */
import { createKeyring } from '../../electron/keys/keyring.ts'
import { createKeyPool } from '../../electron/keys/pool.ts'
import { createRedactor } from '../../electron/shared/redact.ts'
import { createKeychainVault } from '../../electron/vault/keychain-vault.ts'
import { sectionOf } from '../../electron/vault/vault-section.ts'

const COUNT = 200
const secrets = Array.from({ length: COUNT }, (_, at) => `test-key-${at}-`.padEnd(39, 'x'))

/** A start of the service on the keychain. */
async function start() {
  const vault = createKeychainVault({
    service: 'dev.gemini-balance.test-keys',
    platform: process.platform,
    timeoutMs: 10_000,
  })
  const pool = createKeyPool({
    nowMs: Date.now,
    chance: Math.random,
    settings: () => ({ maxFailures: 3, keyStrategy: 'balanced', paidKeyUse: 'images' }),
  })
  const learned = new Map()
  const redactor = createRedactor()
  const keyring = createKeyring({ pool, vault: sectionOf(vault, 'key'), redactor, learned })
  const found = await keyring.load()
  return { vault, pool, keyring, found }
}

const first = await start()
const added = await first.keyring.add(secrets.map((secret) => ({ secret })))

const second = await start()
const known = second.pool.list().map(({ id }) => second.pool.get(id)?.secret)
await second.vault.put('token:1', 'not a key')
const ids = second.pool.list().map(({ id }) => id)
const some = await second.keyring.delete(ids.slice(0, 50))
const restored = await second.keyring.undo(some.name)
const all = await second.keyring.delete(ids)

const third = await start()
const left = await third.vault.list()
await third.vault.delete('token:1')
console.log(
  JSON.stringify({
    added: [added.added.length, added.stored],
    found: [first.found, second.found, third.found],
    same: new Set(known).symmetricDifference(new Set(secrets)).size === 0,
    deleted: [some.deleted, restored, all.deleted],
    left,
  }),
)
process.exit(0)
