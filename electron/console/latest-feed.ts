/** Tells of things that are under way side by side, each with an id: only how far each is by now. */
import type { Feed } from './events.ts'

/**
 * The feed of their news. Those of several things are told in turn, one event each.
 * @param idOf what the news are of
 * @param join of news that nobody has been told yet and of what follows; by default only the latter
 */
export function createLatestFeed<News>(
  onNews: (listener: (news: News) => void) => () => void,
  idOf: (news: News) => string,
  join: (before: News, after: News) => News = (_before, after) => after,
): Feed<News> {
  const waiting = new Map<string, News>()
  let wake = () => {}
  return {
    watch(wakeUp) {
      wake = wakeUp
      waiting.clear()
      return onNews((news) => {
        const before = waiting.get(idOf(news))
        waiting.set(idOf(news), before === undefined ? news : join(before, news))
        wake()
      })
    },
    take() {
      const [next] = waiting
      if (next === undefined) return undefined
      const [id, news] = next
      waiting.delete(id)
      if (waiting.size > 0) wake()
      return news
    },
  }
}
