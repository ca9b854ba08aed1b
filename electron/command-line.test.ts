import { describe, expect, it } from 'vitest'
import { CommandLineError, parseCommandLine } from './command-line.ts'

describe('the command line', () => {
  it.each([
    [[], { kind: 'run', demo: false, console: true }],
    [['--demo', '--no-console'], { kind: 'run', demo: true, console: false }],
    [
      ['--host', '0.0.0.0', '--port=9000', '--data-dir', '/var/lib/x y'],
      {
        kind: 'run',
        host: '0.0.0.0',
        port: 9000,
        dataDir: '/var/lib/x y',
        demo: false,
        console: true,
      },
    ],
    [['--port', '0'], { kind: 'run', port: 0, demo: false, console: true }],
    [['--port', '1', '--port', '2'], { kind: 'run', port: 2, demo: false, console: true }],
    [['--host', '::1', '--'], { kind: 'run', host: '::1', demo: false, console: true }],
    [['--version'], { kind: 'version' }],
  ])('%j is understood', (argv, expected) => {
    expect(parseCommandLine(argv)).toEqual(expected)
  })

  it('explains every flag on --help', () => {
    const help = parseCommandLine(['--version', '--help'])
    const text = help.kind === 'help' ? help.text : ''
    for (const flag of ['--host', '--port', '--data-dir', '--demo', '--no-console', '--version']) {
      expect(text).toContain(flag)
    }
  })

  it.each([
    [['--prot', '1'], 'Unknown flag --prot'],
    [['-p'], 'Unknown flag -p'],
    [['--toString'], 'Unknown flag --toString'],
    [['--no-demo'], 'Unknown flag --no-demo'],
    [['serve'], 'Unexpected argument "serve"'],
    [['--', 'x'], 'Unexpected argument "x"'],
    [['--port'], '--port needs a value'],
    [['--host='], '--host needs a value'],
    [['--host', '--demo'], '--host needs a value'],
    [['--data-dir', ' '], '--data-dir needs a value'],
    [['--demo=yes'], '--demo takes no value'],
    [['--port', 'http'], '--port must be a whole number between 0 and 65535, not "http"'],
    [['--port', '-1'], '--port must be a whole number between 0 and 65535, not "-1"'],
    [['--port', '65536'], '--port must be a whole number between 0 and 65535, not "65536"'],
    [['--port', '80.5'], '--port must be a whole number between 0 and 65535, not "80.5"'],
  ])('%j is refused: %s', (argv, complaint) => {
    const error = new CommandLineError(complaint)
    expect(error.message).toMatch(/--help/)
    expect(() => parseCommandLine(argv)).toThrow(error)
  })

  it('does not print a key that was typed as an argument', () => {
    const key = ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv'].join('')
    expect(() => parseCommandLine([key])).toThrow(/^(?!.*SyA12345)/)
  })
})
