/** Builds what is shipped, once, before the tests that run it as a process. */
import { createBuilder } from 'vite'

export default async function buildOnce(): Promise<void> {
  const builder = await createBuilder({ logLevel: 'warn' })
  await builder.buildApp()
}
