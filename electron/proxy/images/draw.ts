/** Draws what a plan asks for: as many calls at once as images, whatever comes of them joined. */
import type { ImagePlan } from '../../convert/openai-images/image-request.ts'
import { type DrawnImage, readImages } from '../../convert/openai-images/image-answer.ts'
import { readPrediction, toPrediction } from '../../convert/openai-images/prediction.ts'
import type { UpstreamAnswer } from '../../gemini/client.ts'
import { classifyBlocked, classifyEmpty } from '../../gemini/error.ts'
import type { Lease } from '../../keys/lease.ts'
import { callForChoices } from '../chat-choices.ts'
import type { ProxyContext } from '../context.ts'
import { type Accepted, callWithFailover, rejected } from '../failover.ts'
import { problemOf } from '../failure-problem.ts'
import { noteUsage, type RequestTrace } from '../trace.ts'
import { readWholeAnswer } from '../whole-answer.ts'

export interface Drawing {
  images: DrawnImage[]
  /** Already ended. */
  lease: Lease
}

export interface DrawRun {
  signal: AbortSignal
  trace: RequestTrace
  /** Called when one of the images is there. */
  onImage?(): void
}

/**
 * Draws; fewer images than asked for are a success as long as there is one.
 * @throws Problem with the first failure where there is none; the signal's reason
 */
export async function draw(context: ProxyContext, plan: ImagePlan, run: DrawRun): Promise<Drawing> {
  const { signal, trace } = run
  const methods = await methodsOf(context, plan.model, signal)
  const predicts = methods.includes('predict') && !methods.includes('generateContent')
  const ask = (own: RequestTrace) =>
    callWithFailover(context, {
      call: {
        method: 'POST',
        path: `/v1beta/models/${plan.model}:${predicts ? 'predict' : 'generateContent'}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(predicts ? toPrediction(plan) : plan.body),
      },
      model: plan.model,
      preferPaid: true,
      repeatable: true,
      signal,
      trace: own,
      accept: async (answer) => {
        const accepted = await acceptImages(answer, signal, own)
        if (accepted.kind === 'accepted') run.onImage?.()
        return accepted
      },
    })
  const calls = { choices: plan.count, trace, signal }
  const result = await callForChoices(calls, ask, (values) => values.flat())
  if (result.kind !== 'answered') {
    throw problemOf(result, plan.model, context.redactor, context.nowMs())
  }
  result.lease.succeed()
  return { images: result.value.slice(0, plan.count), lease: result.lease }
}

/** What a model can do; the list is fetched only for those that may not know generateContent. */
async function methodsOf(
  { models }: ProxyContext,
  model: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (/^imagen-/i.test(model) && models.methods(model).length === 0) await models.get(signal)
  return models.methods(model)
}

async function acceptImages(
  answer: UpstreamAnswer,
  signal: AbortSignal,
  trace: RequestTrace,
): Promise<Accepted<DrawnImage[]>> {
  const whole = await readWholeAnswer(answer, signal)
  if (whole.kind === 'rejected') return whole
  noteUsage(trace, whole.value.usageMetadata)
  const read = readPrediction(whole.value) ?? readImages(whole.value)
  if (read.kind === 'drawn') return { kind: 'accepted', value: read.images }
  return rejected({
    verdict:
      read.kind === 'refused'
        ? classifyBlocked(read.message)
        : classifyEmpty('no_image', 'Google sent no image and no reason'),
  })
}
