/** What people learn of requests: at once, in words, and so that they can repeat them. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createActivityFile } from '../../electron/activity/activity-file.ts'
import { packed } from '../../electron/activity/intake.ts'
import { batchOf } from '../../electron/activity/open-batch.ts'
import { aRequest } from '../../electron/activity/request.fixture.ts'
import { frameCostMs, LONG_TASK_MS, whySkipped } from './chromium.ts'
import { openPage } from './console.ts'
import { badRequest, keyNumber, openScene, quotaUsedUp, type Scene } from './scene.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true }).first()

/** Notes when rows of the list come to be on the screen. */
const watchRows = `
  globalThis.cameAtMs = []
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node.nodeType === 1 && node.matches('[role=listitem], :has([role=listitem])')) cameAtMs.push(Date.now())
  }).observe(document.body, { childList: true, subtree: true })`

describe.skipIf(whySkipped !== undefined)(
  `requests in the interface${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let scene: Scene
    beforeAll(async () => {
      scene = await openScene()
    })
    afterAll(() => scene[Symbol.asyncDispose]())
    beforeEach(async () => {
      scene.answers = []
      await scene.empty()
      await scene.ask('keys.add', { text: `Home: ${keyNumber(1)}\nLab: ${keyNumber(2)}` })
      await scene.ask('keys.reset')
      await scene.ask('activity.forget')
    })

    it('are in the list within a second of their end', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'requests')
      await page.evaluate(watchRows)
      const waits: number[] = []
      for (let at = 1; at <= 3; at += 1) {
        await scene.chat({ client: `Client${at}/1` })
        const endedAtMs = Date.now()
        await page.getByRole('button', { name: new RegExp(`200.*Client${at}`) }).waitFor()
        const cameAtMs = (await page.evaluate('cameAtMs.at(-1)')) as number
        waits.push(cameAtMs - endedAtMs)
      }
      // The middle one: what else the machine does now and then is not the interface's doing.
      expect(waits.toSorted((a, b) => a - b)[1]).toBeLessThan(1000)
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('tell which keys were tried and what each was told', async () => {
      const { page, complaints } = await scene.visit()
      await openPage(page, 'requests')
      scene.answers = [quotaUsedUp('Minute', '30s')]
      await scene.chat({ client: 'CherryStudio/1.5' })
      await button(
        page,
        /200.*gemini-3\.8-flash.*POST \/v1\/chat\/completions.*Cherry Studio.*one retry/,
      ).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText(/^Tried (Home|Lab): 429, per-minute quota used up · /).waitFor()
      await dialog.getByText(/^then (Home|Lab): answered · /).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it.each([1100, 760])('of other days say day and time in full, %i px wide', async (width) => {
      const file = createActivityFile({
        path: join(scene.service.dataDir, 'activity.sqlite'),
        nowMs: () => Date.now(),
        utcOffsetMs: () => 0,
        onRemark: (remark) => expect.unreachable(remark),
      })
      const startedAt = new Date()
      startedAt.setDate(startedAt.getDate() - 2)
      startedAt.setHours(23, 58, 58)
      const day = startedAt.toLocaleDateString('en', { month: 'short', day: 'numeric' })
      file.write(packed(batchOf([aRequest({ startedAtMs: startedAt.getTime() })])))
      file.close()
      const { page } = await scene.visit({ width })
      await openPage(page, 'requests')
      const time = page.getByRole('listitem').locator('.gb-requests-row > :first-child')
      await expect.poll(() => time.innerText()).toMatch(new RegExp(`^11:58:58\\sPM\\s+${day}$`))
      const isCut = await time.evaluate(({ children }: any) =>
        Array.from(children).some(({ scrollWidth, clientWidth }: any) => scrollWidth > clientWidth),
      )
      expect(isCut).toBe(false)
      await page.context().close()
    })

    it('wait while the list is paused, and are there when it goes on', async () => {
      const { page } = await scene.visit()
      await openPage(page, 'requests')
      await button(page, 'Pause').click()
      await scene.chat()
      await scene.chat({ client: 'Marker/1' })
      await button(page, 'Resume (2 new)').waitFor()
      expect(await page.getByRole('listitem').count()).toBe(0)
      await button(page, 'Resume (2 new)').click()
      await button(page, /200.*Marker/).waitFor()
      expect(await page.getByRole('listitem').count()).toBe(2)
      await page.context().close()
    })

    it('are found by what is the matter with them, and leave the log when somebody says so', async () => {
      const { page, complaints } = await scene.visit({ theme: 'dark' })
      await scene.chat({ client: 'curl/8.1' })
      scene.answers = [badRequest('This is wrong')]
      await scene.chat({ client: 'curl/8.1' })
      await openPage(page, 'requests/errors')
      await page.getByRole('link', { name: /^400 / }).click()
      await page.getByRole('checkbox', { name: /^Select request req_/ }).check()
      await page.getByRole('toolbar', { name: 'One request selected' }).waitFor()
      await button(page, 'Delete from the log').click()
      await page.getByText('No request matches').waitFor()
      await button(page, 'Clear filters').click()
      await button(page, /200.*curl/).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it.skipIf(spawnSync('curl', ['--version']).error)(
      'that were recorded can be read, and sent again by the command that is copied',
      async () => {
        await scene.ask('settings.update', { change: { recordBodies: true } })
        await scene.chat({ text: "It's “quoted” & $HOME" })
        const { page } = await scene.visit()
        await openPage(page, 'requests')
        await button(page, /200/).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('"content": "It\'s “quoted” & $HOME"').waitFor()
        await button(page, 'Copy as curl').click()
        await page.getByText('Copied, with the access token in it').waitFor()
        const command = String(await page.evaluate('navigator.clipboard.readText()'))
        // Not in one breath: the Google that answers lives in this process.
        const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent`], {
          timeout: 20_000,
        })
        expect(JSON.parse(stdout)).toMatchObject({ object: 'chat.completion' })
        await expect
          .poll(async () => {
            const { requests } = await scene.ask('activity.requests', {})
            return requests.map(({ client, status }: any) => [client, status])
          })
          .toEqual([
            ['curl', 200],
            ['Chatbox', 200],
          ])
        const [{ id }] = (await scene.ask('activity.requests', {})).requests
        const { request } = await scene.ask('activity.request', { id })
        expect(request.bodies.request).toContain("It's “quoted” & $HOME")
        await scene.ask('settings.reset', { names: ['recordBodies'] })
        await page.context().close()
      },
    )

    it('and what they add up to are handed over as files that tables and programs read', async () => {
      await scene.chat({ client: 'Zotero/7' })
      const { page, complaints } = await scene.visit()
      const ids = (await scene.ask('keys.list')).keys.map(({ id }: any) => id)
      await scene.ask('keys.update', { ids, change: { label: '家里, "主" 密钥' } })
      const { requests } = await scene.ask('activity.totals', { period: '24h' })
      await openPage(page, 'statistics')
      const save = async (entry: number) => {
        await button(page, 'Export').click()
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('menuitem').nth(entry).click(),
        ])
        const name = download.suggestedFilename()
        return { name, text: readFileSync(await download.path(), 'utf8') }
      }
      const [sums, sumsJson, rows, rowsJson] = [
        await save(0),
        await save(1),
        await save(2),
        await save(3),
      ]
      expect(sums.name).toBe('gemini-balance-sums-24h.csv')
      expect(sums.text).toMatch(/^\uFEFFof,name,requests,/)
      expect(sums.text).toContain(`\r\nall,,${requests},`)
      expect(sums.text).toContain('\r\nclient,Zotero,1,')
      expect(sums.text).toContain('\r\nkey,"家里, ""主"" 密钥",')
      expect(JSON.parse(sumsJson.text)).toMatchObject({ totals: { requests } })
      expect(rows.text).toMatch(/^\uFEFFid,time,[^]*\r\nreq_[^]*,Zotero,/)
      expect(rows.text.trim().split('\r\n')).toHaveLength(2)
      expect(JSON.parse(rowsJson.text)).toMatchObject([{ client: 'Zotero', status: 200 }])
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it.each([
      ['en', /^Requests cannot be logged: /, /^The request log cannot be read at the moment/],
      [
        'zh-CN',
        /^出了问题：Requests cannot be logged: /,
        /^请求日志无法使用：The request log cannot/,
      ],
    ] as const)(
      'go on while none can be stored, as the interface says until they can be (%s)',
      async (language, notStored, notRead) => {
        const path = join(scene.service.dataDir, 'activity.sqlite')
        for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
        mkdirSync(path)
        expect((await scene.chat()).status).toBe(200)
        const { page } = await scene.visit({ language })
        const trouble = page.getByText(notStored)
        await trouble.waitFor()
        await openPage(page, 'statistics')
        await page.getByText(notRead).first().waitFor()
        await openPage(page, '')
        rmdirSync(path)
        await trouble.waitFor({ state: 'detached' })
        await openPage(page, 'requests')
        await button(page, /200.*Chatbox/).waitFor()
        expect((await scene.ask('activity.totals', { period: '1h' })).requests).toBe(1)
        await page.context().close()
      },
    )

    it('are walked through by the keyboard', async () => {
      for (const client of ['First', 'Second', 'Third']) {
        await scene.chat({ client: `${client}/1` })
      }
      const { page, complaints } = await scene.visit()
      await openPage(page, 'requests')
      await button(page, /Third/).focus()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      const focused = page.locator(':focus')
      await focused.filter({ hasText: 'First' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await focused.filter({ hasText: 'First' }).waitFor()
      expect(complaints).toEqual([])
      await page.context().close()
    })

    it('of a log of 10,000 lines only those are drawn that can be seen, and it scrolls without a pause', async () => {
      const { page, complaints } = await scene.visit()
      const lines = Array.from({ length: 10_000 }, (_, at) => ({
        atMs: at,
        level: at % 10 === 0 ? 'warn' : 'info',
        message: `line ${at}.`,
        details: { path: '/v1/models' },
      }))
      await page.route('**/api/activity.log', (route) =>
        route.fulfill({ json: { ok: true, data: { lines } } }),
      )
      await openPage(page, 'requests/log')
      const drawn = page.locator('.gb-log-line')
      await page.getByText('line 9999.').waitFor()
      expect(await drawn.count()).toBeLessThan(60)
      await page.getByRole('log').evaluate((log) => log.scrollTo(0, log.scrollHeight / 2))
      await page.getByText('line 5000.').waitFor()
      expect(await drawn.count()).toBeLessThan(60)
      expect(await frameCostMs(page, '[role="log"]')).toBeLessThan(LONG_TASK_MS)
      await page.getByRole('textbox', { name: 'Search the log' }).fill('line 9990')
      await page.getByText('One line').waitFor()
      expect(await drawn.count()).toBe(1)
      expect(complaints).toEqual([])
      await page.context().close()
    })
  },
)
