import { describe, expect, it } from 'vitest'
import type { Service } from './compose.ts'
import { takeInStoredSecrets } from './stored-secrets.ts'
import { VaultUnavailable } from './vault/vault.ts'

const missing = new VaultUnavailable({
  kind: 'missing',
  reason: 'No keychain service is running',
  advice: 'Install libsecret.',
})

/** What a service does whose keychain gives that many keys, or fails. */
function report(found: number | Error, inPool: number, hasConsole = false) {
  const load = async () => {
    if (found instanceof Error) throw found
    return found
  }
  const count = inPool + (typeof found === 'number' ? found : 0)
  const service = {
    keyring: { load },
    tokenStore: { load },
    hostSecrets: { load },
    pool: { ids: () => Array.from({ length: count }, (_, at) => `key-${at}`) },
  }
  return takeInStoredSecrets(service as unknown as Service, hasConsole)
}

describe('what a start says about the keychain', () => {
  it('is how many keys came from it', async () => {
    expect(await report(3, 1)).toEqual({ remarks: ['3 stored keys'], warnings: [] })
  })

  it('is nothing when the environment brings the keys and none can be added', async () => {
    expect(await report(0, 2)).toEqual({ remarks: [], warnings: [] })
    expect(await report(missing, 2)).toEqual({ remarks: [], warnings: [] })
  })

  it('is how to get a first key', async () => {
    expect((await report(0, 0)).warnings).toEqual([
      'There is no Gemini API key yet; set API_KEYS, for example API_KEYS=\'["your-key"]\'',
    ])
    expect((await report(0, 0, true)).warnings[0]).toContain('add one in the web console or set')
    expect((await report(missing, 0)).warnings[0]).toMatch(
      /no Gemini API key.*cannot be read: No keychain service is running\. Install libsecret\. Or set API_KEYS/,
    )
  })

  it('is that added keys will not last, where keys can be added', async () => {
    expect((await report(missing, 2, true)).warnings).toEqual([
      'Keys and tokens added in the web console are lost when the service stops, because stored secrets cannot be read: No keychain service is running. Install libsecret.',
    ])
  })

  it('never hides a mistake of ours', async () => {
    await expect(report(new TypeError('oops'), 0)).rejects.toThrow('oops')
  })
})
