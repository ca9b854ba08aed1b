/** Asks once and looks whether the answer holds everything that the upstream said. */
import type { Program } from './processes.ts'
import { EVENTS_PER_STREAM, embeddingAnswer, streamEvent, wholeAnswer } from './messages.ts'
import type { Scenario } from './scenarios.ts'
import type { Subject } from './subjects.ts'

/** A word of the texts, which no proxy writes by itself. */
const WORD = 'lazy'

const timesIn = (text: string, word: string) => text.split(word).length - 1

/** What must stand in the answer, and how often. */
function expected({ dialect, stream, pacedEvents }: Scenario): [string, number] {
  // A proxy may bring vectors to the length of 1, so only their numbers are counted.
  if (dialect === 'embeddings') return ['0.', timesIn(embeddingAnswer(), '0.')]
  if (!stream) return [WORD, timesIn(wholeAnswer(), WORD)]
  const events = Array.from({ length: EVENTS_PER_STREAM }, (_, at) =>
    streamEvent(at, pacedEvents !== undefined),
  )
  return [WORD, timesIn(events.join(''), WORD)]
}

/** Throws unless a subject answers, with 200 and everything in it. */
export async function verify(
  subject: Subject,
  program: Program,
  scenario: Scenario,
): Promise<void> {
  const { path, headers, body } = subject.shot(scenario)
  const answer = await fetch(`http://127.0.0.1:${program.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await answer.text()
  const [word, count] = expected(scenario)
  if (answer.ok && timesIn(text, word) === count) return
  throw new Error(
    `${subject.name}, ${scenario.name}: it answered ${answer.status} with "${word}" ${timesIn(text, word)} times in place of ${count}: ${text.slice(0, 300)}`,
  )
}
