/** The desktop app: what must happen before Electron is ready, then the rest (design §3). */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { SELF_TEST_FLAG } from './shell/self-test.ts'

// One instance per data folder, decided before a port or a database is touched (peers §6).
app.setName('Gemini Balance')
if (process.argv.includes(SELF_TEST_FLAG)) {
  app.setPath('userData', mkdtempSync(join(tmpdir(), 'gemini-balance-self-test-')))
}
if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  app.enableSandbox()
  app.setAppUserModelId('dev.gemini-balance.desktop')
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true } },
  ])
  // Closing the window leaves the service running; without a listener Electron would quit.
  app.on('window-all-closed', () => undefined)
  app
    .whenReady()
    .then(async () => (await import('./shell/desktop.ts')).startDesktop())
    .catch((error: unknown) => {
      dialog.showErrorBox('Gemini Balance', error instanceof Error ? error.message : String(error))
      app.exit(1)
    })
}
