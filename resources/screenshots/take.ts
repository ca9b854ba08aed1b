/**
 * Takes the pictures of the README from the built interface: `npm run screenshots`. The service is
 * a real one before the demo's Google, with the requests of a month that nobody made.
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { createActivityFile } from '../../electron/activity/activity-file.ts'
import { packed } from '../../electron/activity/intake.ts'
import { batchOf } from '../../electron/activity/open-batch.ts'
import type {
  ActionInput,
  ActionName,
  ActionOutput,
  Outcome,
} from '../../electron/shared/contract.ts'
import { keyFaults } from '../../electron/demo/key-faults.ts'
import { type DemoUpstream, startDemoUpstream } from '../../electron/demo/server.ts'
import { generateRequests } from '../../bench/activity/generated-requests.ts'
import { launch } from '../../tests/browser/chromium.ts'
import { openPage, signIn } from '../../tests/browser/console.ts'
import { keyNumber, quotaUsedUp, refusal, type Answer } from '../../tests/browser/scene.ts'
import { type SpawnedService, spawnService } from '../../tests/process/spawn-service.ts'

const ADMIN_TOKEN = 'gb-admin-5c1f'
const REQUESTS = 9000
const DAYS = 30
const KEPT = { days: DAYS, megabytes: 500 }
const clients = ['Chatbox/1.9', 'CherryStudio/1.1', 'OpenAI/Python 2.1', 'Cline/3.4', 'curl/8.9']
const prompts = ['Mountains in fog', 'A paper boat on a lake', 'A lighthouse at dusk', 'A red fox']

/** Whose keys there are, how many of each, and what Google says to them. */
const owners = [
  { count: 4, label: 'Family', tags: ['home'], project: 'family-gemini' },
  { count: 3, label: 'Workshop', tags: ['team'], project: 'workshop-27' },
  { count: 3, label: 'Spare', tags: [], project: 'spare-keys' },
]
const KEYS = owners.reduce((sum, { count }) => sum + count, 0)
const listings = new Map<string, Answer>([
  [keyNumber(8), refusal(keyFaults.suspended(keyNumber(8)))],
  [keyNumber(9), refusal(keyFaults.invalid())],
])
const answers: Answer[] = []

// The hours on the pictures are those of a day's end.
process.env['TZ'] = 'America/Los_Angeles'

await using google = await startDemoUpstreamOfKeys()
await using first = serve(google)
const keyIds = await prepare(await first.listening())
first.kill('SIGTERM')
await first.exited
writeMonth(first.dataDir, keyIds)
await using service = serve(google, first)
await takeAll(await service.listening())

async function startDemoUpstreamOfKeys(): Promise<DemoUpstream & AsyncDisposable> {
  const upstream = await startDemoUpstream({
    script(request, response) {
      const listing = listings.get(request.key ?? '')
      const answer = request.method === 'POST' ? answers.shift() : listing
      answer?.(response)
      return answer !== undefined
    },
  })
  return Object.assign(upstream, { [Symbol.asyncDispose]: () => upstream.close() })
}

function serve(upstream: DemoUpstream, dataDirOf?: SpawnedService): SpawnedService {
  return spawnService({
    flags: ['--port', '8000'],
    env: {
      AUTH_TOKEN: ADMIN_TOKEN,
      BASE_URL: upstream.baseUrl,
      VAULT_PASSPHRASE: 'a picture of a passphrase',
    },
    ...(dataDirOf && { dataDirOf }),
  })
}

async function ask<Name extends ActionName>(
  origin: string,
  action: Name,
  input: ActionInput<Name>,
): Promise<ActionOutput<Name>> {
  const answer = await fetch(`${origin}/console/api/${action}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(input),
  })
  const outcome = (await answer.json()) as Outcome<ActionOutput<Name>>
  if (!outcome.ok) throw new Error(`${action}: ${outcome.error.message}`)
  return outcome.data
}

/** Adds keys of several owners; gives the ids of those that serve. */
async function prepare(origin: string): Promise<string[]> {
  const ids: string[] = []
  for (const { count, ...change } of owners) {
    const text = Array.from({ length: count }, (_, at) => keyNumber(ids.length + at)).join('\n')
    const { added } = await ask(origin, 'keys.add', { text })
    const mine = added.map(({ id }) => id)
    await ask(origin, 'keys.update', { ids: mine, change })
    ids.push(...mine)
  }
  await untilKept(origin, KEYS)
  return ids.slice(0, -listings.size)
}

/** The passphrase takes its time to open the file, or to make one. */
async function untilKept(origin: string, count: number): Promise<void> {
  for (;;) {
    const { keys } = await ask(origin, 'keys.list', {})
    if (keys.filter(({ source }) => source === 'file').length === count) return
    await setTimeout(50)
  }
}

function writeMonth(dataDir: string, keys: readonly string[]): void {
  const nowMs = Date.now()
  const file = createActivityFile({
    path: join(dataDir, 'activity.sqlite'),
    nowMs: () => nowMs,
    utcOffsetMs: () => new Date(nowMs).getTimezoneOffset() * -60_000,
    onRemark: (remark) => console.log(remark),
  })
  const generated = generateRequests({ count: REQUESTS, keys, days: DAYS, nowMs })
  file.write(packed(batchOf(Array.from({ length: REQUESTS }, (_, at) => generated.at(at)))))
  while (file.tidy(KEPT)) continue
  file.close()
}

async function takeAll(origin: string): Promise<void> {
  await untilKept(origin, KEYS)
  const browser = await launch()
  const { secret } = await ask(origin, 'tokens.create', { name: 'Laptop' })
  const { page } = await signIn(browser, {
    theme: 'light',
    language: 'en',
    width: 1100,
    origin,
    token: ADMIN_TOKEN,
  })
  await draw(page)
  for (let at = 0; at < 8; at += 1) {
    if (at % 4 === 3) answers.push(quotaUsedUp('Minute', '52s'))
    await chat(origin, secret, clients[at % clients.length] ?? '')
  }
  for (const name of ['overview', 'requests', 'statistics', 'images', 'connect']) {
    await openPage(page, name === 'overview' ? '' : name)
    await take(page, name)
  }
  await openPage(page, 'keys')
  await page.getByRole('button', { name: 'Verify all' }).click()
  await page.getByText(`Verified ${KEYS} keys`).waitFor()
  await take(page, 'keys')
  await browser.close()
}

async function draw(page: Page): Promise<void> {
  await openPage(page, 'images')
  for (const prompt of prompts) {
    await page.getByRole('textbox', { name: 'Prompt' }).fill(`${prompt} {ratio:16:9}`)
    await page.getByRole('button', { name: 'Draw', exact: true }).click()
    await page.getByRole('button', { name: new RegExp(prompt) }).waitFor()
  }
}

async function chat(origin: string, token: string, client: string): Promise<void> {
  const answer = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'user-agent': client },
    body: JSON.stringify({
      model: client.startsWith('C') ? 'gemini-3.8-flash' : 'gemini-3.1-pro-preview',
      messages: [{ role: 'user', content: 'Say hello in one short sentence.' }],
    }),
  })
  await answer.text()
}

/** Without what a pointer or the focus would leave on it, and with all pictures in it. */
async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(import.meta.dirname, `${name}.png`), animations: 'disabled' })
}
