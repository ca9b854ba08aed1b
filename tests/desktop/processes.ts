/** The processes of one start of the app, found by a mark in their environment. */
import { readdirSync, readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 20
const LOOKS = 250

/** Ids of all living processes whose environment holds the text: those started with it, and theirs. */
export function processesWith(mark: string): number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return ids.filter((id) => environmentOf(id).includes(mark)).map(Number)
}

/** Ends them all. Rejects when one is still there after five seconds. */
export async function endProcesses(mark: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const ids = processesWith(mark)
    if (ids.length === 0) return
    for (const id of ids) end(id)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  throw new Error(`These processes do not end: ${processesWith(mark).join(', ')}`)
}

/** Empty for a process that has ended, or is somebody else's. */
function environmentOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/environ`, 'latin1')
  } catch {
    return ''
  }
}

function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile.
  }
}
