import { expect, it } from 'vitest'
import { createListeners } from './listeners.ts'

it('every listener hears, until it stops or all are forgotten', () => {
  const listeners = createListeners<string>()
  const heard: string[] = []
  const hear = (message: string): void => void heard.push(message)
  const stop = listeners.add(hear)
  listeners.add(hear)
  listeners.notify('both')
  stop()
  listeners.notify('one')
  listeners.clear()
  listeners.notify('none')
  expect(heard).toEqual(['both', 'both', 'one'])
})

it('a listener may stop itself while it is called', () => {
  const listeners = createListeners<void>()
  let first = 0
  let second = 0
  const stop = listeners.add(() => {
    first += 1
    stop()
  })
  listeners.add(() => {
    second += 1
  })
  listeners.notify()
  listeners.notify()
  expect([first, second]).toEqual([1, 2])
})
