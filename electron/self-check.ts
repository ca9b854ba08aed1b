/** A look at the own port after the machine has slept or has changed its network. */
import type { Listener } from './listener.ts'
import { isServedByUs } from './port-problem.ts'

/**
 * Opens the port anew where it does not answer any more, and tries again where it could not be
 * opened before. One that a person has closed stays closed; one that answers keeps its streams.
 * @param isServed whether this program answers at an address
 */
export async function checkPort(
  listener: Pick<Listener, 'state' | 'start' | 'stop'>,
  isServed: (origin: string) => Promise<boolean> = isServedByUs,
): Promise<void> {
  const state = listener.state()
  if (state.kind === 'failed') await listener.start()
  if (state.kind !== 'running' || (await isServed(state.origin))) return
  await listener.stop()
  await listener.start()
}
