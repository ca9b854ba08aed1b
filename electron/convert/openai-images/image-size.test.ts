import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidRequest } from '../invalid-request.ts'
import { toImageConfig } from './image-size.ts'

const config = (size: unknown, quality?: unknown, ratio?: string) =>
  toImageConfig({ size, quality, ratio })

describe('toImageConfig', () => {
  it.each([
    ['256x256', '1:1', '512'],
    ['512x512', '1:1', '512'],
    ['1024x1024', '1:1', '1K'],
    ['1536x1024', '3:2', '1K'],
    ['1024x1536', '2:3', '1K'],
    ['1792x1024', '16:9', '1K'],
    ['1024x1792', '9:16', '1K'],
    ['1280x720', '16:9', '1K'],
    ['1920x1080', '16:9', '2K'],
    ['2048x2048', '1:1', '2K'],
    ['3840x2160', '16:9', '4K'],
    ['2560x1080', '21:9', '2K'],
    ['768x1024', '3:4', '1K'],
    ['1024x768', '4:3', '1K'],
    ['800x1000', '4:5', '1K'],
    ['1000x800', '5:4', '1K'],
    ['300x2400', '1:8', '2K'],
    ['1600x400', '4:1', '1K'],
    ['1024X1024', '1:1', '1K'],
  ])('%s is %s in %s', (size, aspectRatio, imageSize) => {
    expect(config(size)).toEqual({ aspectRatio, imageSize })
  })

  it('takes a ratio for a size', () => {
    expect(config('16:9')).toEqual({ aspectRatio: '16:9' })
  })

  it('takes a resolution in Google’s words, and leaves the ratio to the tag', () => {
    expect(config('4K')).toEqual({ imageSize: '4K' })
    expect(config('2K', undefined, '9:16')).toEqual({ aspectRatio: '9:16', imageSize: '2K' })
  })

  it.each([[undefined], [null], ['auto'], ['']])('leaves open what %s leaves open', (size) => {
    expect(config(size)).toEqual({})
    expect(config(size, undefined, '9:16')).toEqual({ aspectRatio: '9:16' })
  })

  it('believes a size that was sent rather than a tag', () => {
    expect(config('1024x1024', undefined, '16:9')).toMatchObject({ aspectRatio: '1:1' })
  })

  it.each([
    ['standard', '1K'],
    ['medium', '1K'],
    ['hd', '2K'],
    ['high', '2K'],
  ])('quality %s is %s, and never makes an image smaller', (quality, imageSize) => {
    expect(config('auto', quality)).toEqual({ imageSize })
    expect(config('4096x4096', quality)).toMatchObject({ imageSize: '4K' })
  })

  it.each([['low'], ['auto']])('quality %s leaves the resolution to the size', (quality) => {
    expect(config('auto', quality)).toEqual({})
  })

  it.each([['big'], ['0x100'], ['1024'], ['1024x'], [1024], ['100000x1'], [{}]])(
    'refuses the size %j by name',
    (size) => {
      expect(() => config(size)).toThrow(expect.objectContaining({ param: 'size' }))
    },
  )

  it('refuses a quality that does not exist, naming those that do', () => {
    expect(() => config('auto', 'best')).toThrow(/standard, medium, hd, high, low, auto/)
  })

  it('gives every possible size one of the ratios there are', () => {
    const side = fc.integer({ min: 1, max: 99_999 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        expect(config(`${width}x${height}`).aspectRatio).toMatch(/^\d+:\d+$/)
      }),
    )
    expect(() => config('x')).toThrow(InvalidRequest)
  })
})
