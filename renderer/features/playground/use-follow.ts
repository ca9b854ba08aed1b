import { type UIEvent, useEffect, useRef } from 'react'
import type { Turn } from './conversation.ts'

/** Closer to the end than this, a person is reading along. */
const NEAR_END_PX = 80

/** Keeps the end of a conversation in sight while it grows, unless somebody has scrolled up to read. */
export function useFollow(turns: readonly Turn[]) {
  const list = useRef<HTMLDivElement>(null)
  const isFollowing = useRef(true)
  const before = useRef({ count: 0, top: 0 })
  useEffect(() => {
    // Who says something wants to see what comes of it.
    if (turns.length > before.current.count) isFollowing.current = true
    before.current.count = turns.length
    if (isFollowing.current) list.current?.scrollTo(0, list.current.scrollHeight)
  }, [turns])
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget
    const isNearEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
    // Large pieces of an answer move the end away; only a person moves up.
    if (isNearEnd || scrollTop < before.current.top) isFollowing.current = isNearEnd
    before.current.top = scrollTop
  }
  return { ref: list, onScroll }
}
