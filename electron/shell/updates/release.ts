/** What GitHub says about the latest release, and whether that is news (pure). */
import { z } from 'zod'

export interface Release {
  /** Without the `v` of its tag. */
  version: string
  /** Where a person reads about it and gets it. */
  pageUrl: string
}

/** Of GitHub's "Get the latest release"; drafts and pre-releases are never the latest there. */
const answer = z.object({
  tag_name: z.string().regex(/^v?\d+\.\d+\.\d+$/),
  html_url: z.url({ protocol: /^https$/, hostname: /^github\.com$/ }),
})

/** The release in GitHub's answer. Throws where it is not of this project's kind: `v1.2.3`. */
export function readRelease(body: unknown): Release {
  const found = answer.safeParse(body)
  if (!found.success) throw new Error('GitHub names no release with a version like v1.2.3')
  const { tag_name: tag, html_url: pageUrl } = found.data
  return { version: tag.replace(/^v/, ''), pageUrl }
}

/** Whether a release comes after the version that runs; one that runs as a pre-release is older. */
export function isNewer(released: string, running: string): boolean {
  const [numbers = '', ...preRelease] = running.split('-')
  const order = compareNumbers(released, numbers)
  return order > 0 || (order === 0 && preRelease.length > 0)
}

function compareNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

/**
 * `owner/name` of the repository in a package.json, which npm allows to be written in three ways;
 * undefined where it names none on GitHub.
 */
export function repositoryOf(packageJson: unknown): string | undefined {
  const named = z
    .object({ repository: z.union([z.string(), z.object({ url: z.string() })]) })
    .safeParse(packageJson)
  if (!named.success) return undefined
  const { repository } = named.data
  const text = typeof repository === 'string' ? repository : repository.url
  const found =
    /^(?:github:|(?:git\+)?(?:https|ssh):\/\/(?:git@)?github\.com\/)?([\w-]+\/[\w.-]+)$/.exec(text)
  return found?.[1]?.replace(/\.git$/, '')
}
