/** One upload to an image host over HTTP: a few attempts within one deadline. */
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import api from 'undici/lib/api/index.js'
import { failureCode } from '../../../gemini/upstream-failure.ts'
import { readText } from '../../../gemini/read-body.ts'
import { isLoopbackHost } from '../../../shared/loopback.ts'
import type {
  HostedImage,
  ImageHostParts,
  UploadFailure,
  UploadLimits,
  UploadOutcome,
} from '../image-hosts.ts'
import { formBody } from './form-body.ts'
import { judgeAnswer, type JudgedFailure } from './upload-failure.ts'
import type { HostAnswer, UploadForm, UploadProtocol } from './upload-protocol.ts'

interface UploadContext extends Pick<ImageHostParts, 'outbound' | 'redactor'> {
  limits: UploadLimits
  /** Of whoever waits for the image. */
  signal: AbortSignal
}

/** An answer is an address or a sentence. */
const LONGEST_ANSWER_BYTES = 64 * 1024

/** Sends an image; tries again when host or network are in trouble. Rejects only with the signal's reason. */
export async function uploadTo(
  protocol: UploadProtocol,
  image: HostedImage,
  context: UploadContext,
): Promise<UploadOutcome> {
  const { name, form, missing } = protocol
  if (form === undefined) {
    const message = `${name} cannot be used before ${missing.join(' and ')} is set`
    return failed({ reason: 'not-configured', message })
  }
  const { limits, redactor, signal } = context
  const deadline = AbortSignal.timeout(limits.timeoutMs)
  const ending = AbortSignal.any([signal, deadline])
  const body = formBody(form, image)
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await attemptUpload(protocol, form, body, { ...context, deadline, ending })
    if (outcome.kind === 'uploaded') return outcome
    const pauseMs = limits.pausesMs[attempt]
    if (!outcome.failure.isPassing || pauseMs === undefined || deadline.aborted) {
      const { reason, message } = outcome.failure
      return failed({ reason, message: redactor.redact(message) })
    }
    await setTimeout(pauseMs, undefined, { signal: ending }).catch(() => signal.throwIfAborted())
  }
}

function failed(failure: UploadFailure): UploadOutcome {
  return { kind: 'failed', failure }
}

type Attempt = { kind: 'uploaded'; url: string } | { kind: 'failed'; failure: JudgedFailure }

interface AttemptContext extends UploadContext {
  deadline: AbortSignal
  /** Either of the two. */
  ending: AbortSignal
}

async function attemptUpload(
  protocol: UploadProtocol,
  form: UploadForm,
  body: ReturnType<typeof formBody>,
  context: AttemptContext,
): Promise<Attempt> {
  const { name } = protocol
  try {
    const answer = await send(form, body, context)
    const reply = protocol.read(answer)
    if (reply.url !== undefined && isWebAddress(reply.url)) {
      return { kind: 'uploaded', url: reply.url }
    }
    return { kind: 'failed', failure: judgeAnswer(name, answer, reply) }
  } catch (error) {
    context.signal.throwIfAborted()
    if (context.deadline.aborted) {
      const message = `${name} did not answer in time`
      return { kind: 'failed', failure: { reason: 'timeout', message, isPassing: false } }
    }
    const message = `${name} could not be reached (${failureCode(error) ?? 'no connection'})`
    return { kind: 'failed', failure: { reason: 'unreachable', message, isPassing: true } }
  }
}

async function send(
  { url, headers }: UploadForm,
  { contentType, body }: ReturnType<typeof formBody>,
  { outbound, ending }: AttemptContext,
): Promise<HostAnswer> {
  // A proxy is for the way out; PicGo's server is on this machine.
  const dispatcher = isLoopbackHost(url.hostname)
    ? outbound.direct()
    : outbound.dispatcherFor(url, 'image host')
  const answer = await api.request.call(dispatcher, {
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST',
    headers: { ...headers, 'content-type': contentType, 'user-agent': 'GeminiBalance' },
    body,
    signal: ending,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  const stream: Readable = answer.body
  const text = await readText(stream, LONGEST_ANSWER_BYTES)
  ending.throwIfAborted()
  return { status: answer.statusCode, json: parsed(text), text }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}
