import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, '.github', 'workflows')
const texts = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
const workflow = (name: string) => parse(readFileSync(join(folder, name), 'utf8'))
const commandsOf = (job: any): string[] => job.steps.flatMap((step: any) => step.run ?? [])

describe('the workflows', () => {
  it('test with the commands that the README names, on three systems', () => {
    const { test } = workflow('ci.yml').jobs
    expect(commandsOf(test)).toEqual(['npm ci', 'npm test'])
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    for (const command of commandsOf(test)) expect(readme).toContain(command)
    const systems = test.strategy.matrix.include.map(({ os }: { os: string }) => os.split('-')[0])
    expect(systems).toEqual(['ubuntu', 'macos', 'windows'])
  })

  it('run the flows of the desktop on Electron itself, on three systems', () => {
    const { electron } = workflow('ci.yml').jobs
    const part = 'tests/desktop/real-electron.test.ts'
    const fetcher = 'node_modules/electron/install.js'
    expect(commandsOf(electron).slice(0, 2)).toEqual(['npm ci', `node ${fetcher}`])
    const runs = electron.steps.filter(({ run = '' }: any) => run.endsWith(`vitest run ${part}`))
    expect(runs.map((step: any) => step.if)).toEqual([
      "runner.os == 'Linux'",
      "runner.os != 'Linux'",
    ])
    expect(electron.strategy.matrix.os).toHaveLength(3)
    for (const file of [fetcher, part]) expect(existsSync(join(root, file))).toBe(true)
  })

  it('make a draft of a release out of what npm run dist makes, with checksums', () => {
    const { test, build, draft } = workflow('release.yml').jobs
    expect(test.uses).toBe('./.github/workflows/ci.yml')
    expect([build.needs, draft.needs]).toEqual(['test', 'build'])
    expect(commandsOf(build)).toContain('npm run dist')
    expect(commandsOf(draft).join('\n')).toMatch(/SHA256SUMS[^]*gh release create .*--draft/)
  })

  it.each(texts)('%s may read the sources, and no more but where it makes the draft', (name) => {
    const { permissions, jobs } = workflow(name)
    expect(permissions).toEqual({ contents: 'read' })
    const further = Object.entries<any>(jobs).filter(([, job]) => job.permissions !== undefined)
    const expected = name === 'release.yml' ? [['draft', { contents: 'write' }]] : []
    expect(further.map(([job, { permissions: more }]) => [job, more])).toEqual(expected)
  })

  it.each(texts)('%s runs nobody else’s code but by its hash', (_name, text) => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action)
    const foreign = used.filter((action) => !action.startsWith('./'))
    expect(foreign.length).toBeGreaterThan(0)
    for (const action of foreign) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/)
  })

  it.each(texts)('%s gives secrets to nothing but an environment variable', (_name, text) => {
    const lines = text.split('\n').filter((line) => line.includes('secrets.'))
    for (const line of lines) expect(line).toMatch(/^ {10}[A-Z_]+: \$\{\{ .* \}\}$/)
  })
})
