import { describe, expect, it } from 'vitest'
import { renderCodeExecutionResult, renderExecutableCode } from './code-execution.ts'

describe('code execution', () => {
  it('B5: a program is a block in its language', () => {
    expect(renderExecutableCode({ language: 'PYTHON', code: 'print(1)\n' })).toBe(
      '\n```python\nprint(1)\n```\n',
    )
  })

  it('B5: an unspecified language is left out', () => {
    expect(renderExecutableCode({ language: 'LANGUAGE_UNSPECIFIED', code: 'x' })).toBe(
      '\n```\nx\n```\n',
    )
  })

  it('B5: backticks in the program cannot end the block', () => {
    expect(renderExecutableCode({ code: 's = "````"' })).toBe('\n`````\ns = "````"\n`````\n')
  })

  it.each([
    [{ outcome: 'OUTCOME_OK', output: '1\n' }, '1'],
    [{ outcome: 'OUTCOME_OK' }, ''],
    [{ outcome: 'OUTCOME_FAILED', output: 'NameError' }, 'failed\nNameError'],
    [{ outcome: 'OUTCOME_DEADLINE_EXCEEDED', output: '…' }, 'deadline exceeded\n…'],
    [{ outcome: 'OUTCOME_FAILED' }, 'failed'],
    [{}, ''],
  ] as const)('B5: the result %o is shown', (result, body) => {
    expect(renderCodeExecutionResult(result)).toBe(`\n\`\`\`output\n${body}\n\`\`\`\n`)
  })
})
