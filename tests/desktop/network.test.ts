/** Every way to the network that a page of Chromium has, tried by one that has gone bad. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openApp, type OpenedApp } from './opened-app.ts'
import { type RunningApp, whySkipped } from './start-app.ts'

const why = whySkipped()

let opened: OpenedApp
let app: RunningApp
let port = 0

async function inPage(expression: string): Promise<unknown> {
  return (await app.page()).evaluate(expression)
}

describe.skipIf(why !== undefined)(`a page that has gone bad${why ? ` (${why})` : ''}`, () => {
  beforeAll(async () => {
    opened = await openApp()
    ;({ app, port } = opened)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  it.each([
    ['fetch', 'fetch(TARGET).then(() => "reached", () => "refused")'],
    [
      'XMLHttpRequest',
      `new Promise((end) => {
        const request = new XMLHttpRequest()
        request.open('GET', TARGET)
        request.onload = () => end('reached')
        request.onerror = () => end('refused')
        request.send()
      })`,
    ],
    [
      'a WebSocket',
      `new Promise((end) => {
        const socket = new WebSocket(TARGET.replace('http', 'ws'))
        socket.onopen = () => end('reached')
        socket.onerror = () => end('refused')
      })`,
    ],
    [
      'an EventSource',
      `new Promise((end) => {
        const source = new EventSource(TARGET)
        source.onopen = () => end('reached')
        source.onerror = () => end('refused')
      })`,
    ],
    [
      'a picture',
      `new Promise((end) => {
        const picture = new Image()
        picture.onload = () => end('reached')
        picture.onerror = () => end('refused')
        picture.src = TARGET
      })`,
    ],
    [
      'a script',
      `new Promise((end) => {
        const script = document.createElement('script')
        script.onload = () => end('reached')
        script.onerror = () => end('refused')
        script.src = TARGET
        document.head.append(script)
      })`,
    ],
    ['a module', 'import(TARGET).then(() => "reached", () => "refused")'],
    [
      'a frame',
      `new Promise((end) => {
        document.addEventListener('securitypolicyviolation', () => end('refused'), { once: true })
        const frame = document.createElement('iframe')
        frame.onload = () => end('reached')
        frame.src = TARGET
        document.body.append(frame)
      })`,
    ],
    [
      'a worker',
      `new Promise((end) => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
        worker.onmessage = () => end('reached')
        worker.onerror = () => end('refused')
      })`,
    ],
  ])('reaches nobody by %s', async (_way, script) => {
    const target = JSON.stringify(`http://127.0.0.1:${port}/health`)
    expect(await inPage(script.replaceAll('TARGET', target))).toBe('refused')
  })

  it('reaches nobody by a peer connection, to which no content security policy applies', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1')
    const tcp = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await Promise.all([once(udp, 'listening'), once(tcp, 'listening')])
    const heard: string[] = []
    udp.on('message', () => heard.push('UDP'))
    tcp.on('connection', () => heard.push('TCP'))
    const relay = `127.0.0.1:${(tcp.address() as AddressInfo).port}?transport=tcp`
    const gathered = inPage(`new Promise(async (end) => {
      const peer = new RTCPeerConnection({
        iceServers: [
          { urls: 'stun:127.0.0.1:${udp.address().port}' },
          { urls: 'turn:${relay}', username: 'a', credential: 'b' },
        ],
      })
      peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && end('tried all')
      peer.createDataChannel('out')
      await peer.setLocalDescription(await peer.createOffer())
    })`)
    // Who is heard at once is waited for no longer.
    await Promise.race([gathered, once(udp, 'message'), once(tcp, 'connection')])
    udp.close()
    tcp.close()
    expect(heard).toEqual([])
  })

  it('gets no request past the guard but for its own files', async () => {
    const own = ['app://bundle/', 'app://bundle/assets/a.js', 'data:,x', 'blob:app://bundle/1']
    const foreign = `https://example.org/ http://127.0.0.1:${port}/health ws://127.0.0.1/ ftp://x/ file:///etc/passwd app://bundle.evil/ app://evil/ blob:https://x/1 about:x`
    const allowed: string[] = []
    for (const url of [...own, ...foreign.split(' ')])
      if (await app.tell({ do: 'request', url })) allowed.push(url)
    expect(allowed).toEqual(own)
  })
})
