/** What is there at once need not be waited for: each wait costs a short request its share. */
export type AtOnce<T> = T | Promise<T>

/** Goes on with a value: now if it is there, else when it comes. */
export function andThen<T, Next>(value: AtOnce<T>, use: (value: T) => AtOnce<Next>): AtOnce<Next> {
  return value instanceof Promise ? value.then(use) : use(value)
}
