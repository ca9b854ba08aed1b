import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const config = () => parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What electron-builder does with a configuration before anything else; rejects for a wrong one. */
async function validate(configuration: object): Promise<void> {
  const loadBeside = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const library = dirname(loadBeside.resolve('app-builder-lib/package.json'))
  const { validateConfiguration } = loadBeside(join(library, 'out/util/config/config.js'))
  await validateConfiguration(configuration, { isEnabled: false })
}

describe('electron-builder.yml', () => {
  it('passes the schema of electron-builder, which knows a misspelt name', async () => {
    await validate(config())
    await expect(validate({ ...config(), asarUnpak: '**' })).rejects.toThrow(/asarUnpak/)
  })

  it('makes every kind of installer for both processors', () => {
    const { mac, win, linux } = config()
    const made = [mac, win, linux].flatMap(({ target }: { target: any[] }) =>
      target.map(({ target: kind, arch }) => `${kind} ${arch.toSorted().join('+')}`),
    )
    expect(made.toSorted()).toEqual([
      'AppImage arm64+x64',
      'deb arm64+x64',
      'dmg arm64+x64',
      'nsis arm64+x64',
      'zip arm64+x64',
    ])
  })

  it('leaves no way to run other code with the program', () => {
    expect(config().electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('holds no secret of a signature and no name of a repository', () => {
    const { mac, win, publish } = config()
    for (const name of ['identity', 'cscLink', 'cscKeyPassword', 'notarize']) {
      expect(mac).not.toHaveProperty(name)
      expect(win).not.toHaveProperty(name)
    }
    expect(publish).toEqual({ provider: 'github', releaseType: 'draft' })
  })

  it('packs the one module that is not bundled', () => {
    expect(Object.keys(packageJson.dependencies)).toEqual(['keytar'])
    expect(packageJson.main).toBe('out/main.js')
  })
})
