/**
 * Keeps the interface of the web console, so that it opens while the service is away. Nothing that
 * the service says is kept: calls and events are not touched.
 */
// The compiler knows pages only, not workers.
/**
 * @typedef {Event & { waitUntil(work: Promise<unknown>): void }} LifeEvent
 * @typedef {Event & { request: Request, respondWith(answer: Promise<Response>): void }} AskEvent
 * @typedef {{ skipWaiting(): Promise<void>, clients: { claim(): Promise<void> } }} WorkerScope
 */

const worker = /** @type {typeof self & WorkerScope} */ (self)
const CACHE = 'interface'
const base = new URL('./', location.href)
const shell = base.href

/** Addresses the page asks the service with, below the console's own. */
const live = /^(?:api\/|login$|logout$|session$)/
/** The bundler names these by their content, so they never change. */
const unchanging = /^assets\//

worker.addEventListener('install', (event) => {
  const work = [worker.skipWaiting(), fetch(shell, { cache: 'no-cache' }).then(keepShell)]
  const life = /** @type {LifeEvent} */ (event)
  life.waitUntil(Promise.all(work))
})

worker.addEventListener('activate', (event) => {
  const life = /** @type {LifeEvent} */ (event)
  life.waitUntil(worker.clients.claim())
})

worker.addEventListener('fetch', (event) => {
  const ask = /** @type {AskEvent} */ (event)
  const { request } = ask
  const path = request.url.slice(shell.length)
  if (request.method !== 'GET' || !request.url.startsWith(shell) || live.test(path)) return
  if (request.mode === 'navigate') ask.respondWith(page())
  else ask.respondWith(unchanging.test(path) ? fromCache(request) : fromService(request))
})

/** The page as the service has it now, or as it was the last time. */
async function page() {
  try {
    const answer = await fetch(shell)
    if (answer.ok) await keepShell(answer.clone())
    return answer
  } catch {
    return (await caches.match(shell)) ?? Response.error()
  }
}

/** @param {Request} request */
async function fromCache(request) {
  return (await caches.match(request)) ?? fromService(request)
}

/** @param {Request} request */
async function fromService(request) {
  try {
    const answer = await fetch(request)
    if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone())
    return answer
  } catch {
    return (await caches.match(request)) ?? Response.error()
  }
}

/**
 * Another page means another version: what belonged to the one before is dropped.
 * @param {Response} answer
 */
async function keepShell(answer) {
  const html = await answer.clone().text()
  const before = await (await caches.match(shell))?.text()
  if (html === before) return
  await caches.delete(CACHE)
  const cache = await caches.open(CACHE)
  await cache.put(shell, answer)
  const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(
    ([, file = '']) => new URL(file, base).href,
  )
  await cache.addAll([...new Set(files)])
}
