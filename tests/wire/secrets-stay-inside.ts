/** After every wire test file: nothing a service said in it holds a key or a token (design §2.1). */
import { afterAll, expect } from 'vitest'
import { record } from './service.ts'

afterAll(() => {
  for (const { where, text } of record.said) {
    for (const secret of record.secrets) {
      expect(text.includes(secret), `${where} holds a secret: ${text.slice(0, 300)}`).toBe(false)
    }
  }
})
