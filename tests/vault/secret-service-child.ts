/** Run inside a D-Bus session by secret-service.test.ts: does each step named on the command line and prints one JSON line per step. */
import { createKeychainVault } from '../../electron/vault/keychain-vault.ts'
import { VaultUnavailable } from '../../electron/vault/vault.ts'

const vault = createKeychainVault({
  service: 'dev.gemini-balance.test',
  platform: process.platform,
  timeoutMs: 10_000,
})

// The first look, as at every start; its failure is what the steps tell.
await vault.list().catch(ignoreOutage)

const steps: Readonly<Record<string, () => unknown>> = {
  state: () => vault.state().kind,
  put: () => vault.put('key-1', 'first').then(() => 'stored'),
  replace: () => vault.put('key-1', 'second').then(() => 'stored'),
  list: () => vault.list(),
  delete: () => vault.delete('key-1'),
}

for (const name of process.argv.slice(2)) {
  const step = steps[name]
  if (step === undefined) throw new Error(`There is no step ${name}`)
  console.log(JSON.stringify({ [name]: await outcome(step) }))
}
// A keyring that still waits for its prompt would keep the process.
process.exit(0)

async function outcome(step: () => unknown): Promise<unknown> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof VaultUnavailable) return { unavailable: error.code, advice: error.advice }
    throw error
  }
}

function ignoreOutage(error: unknown): void {
  if (!(error instanceof VaultUnavailable)) throw error
}
