/** What an embedding is for: a field of the request, or words before the text (conformance A7). */
import type { EmbedContentRequest } from '../../gemini/wire.ts'
import { InvalidRequest } from '../invalid-request.ts'

/** Google's task types, and the words models after gemini-embedding-001 want instead. */
const prefixes = {
  RETRIEVAL_QUERY: 'task: search result | query: ',
  RETRIEVAL_DOCUMENT: 'title: none | text: ',
  SEMANTIC_SIMILARITY: 'task: sentence similarity | query: ',
  CLASSIFICATION: 'task: classification | query: ',
  CLUSTERING: 'task: clustering | query: ',
  QUESTION_ANSWERING: 'task: question answering | query: ',
  FACT_VERIFICATION: 'task: fact checking | query: ',
  CODE_RETRIEVAL_QUERY: 'task: code retrieval | query: ',
} as const

type TaskType = keyof typeof prefixes

const taskNames = Object.keys(prefixes) as TaskType[]

/** What other providers call the same. */
const taskTypes: ReadonlyMap<string, TaskType> = new Map<string, TaskType>([
  ...taskNames.map((name): [string, TaskType] => [name, name]),
  ['QUERY', 'RETRIEVAL_QUERY'],
  ['SEARCH_QUERY', 'RETRIEVAL_QUERY'],
  ['DOCUMENT', 'RETRIEVAL_DOCUMENT'],
  ['PASSAGE', 'RETRIEVAL_DOCUMENT'],
  ['SEARCH_DOCUMENT', 'RETRIEVAL_DOCUMENT'],
])

/** The task in `task_type` or `input_type`, if any. Throws InvalidRequest for an unknown one. */
export function readTask(body: Record<string, unknown>): TaskType | undefined {
  const param = body['task_type'] === undefined ? 'input_type' : 'task_type'
  const asked = body[param]
  if (asked === undefined || asked === null) return undefined
  const name = typeof asked === 'string' ? asked.toUpperCase().replaceAll('-', '_') : ''
  const taskType = taskTypes.get(name)
  if (taskType !== undefined) return taskType
  throw new InvalidRequest(`${param} must be one of ${taskNames.join(', ')}`, { param })
}

/** The text for its task, as the model wants to be told: only gemini-embedding-001 has a field. */
export function forTask(
  text: string,
  task: TaskType | undefined,
  model: string,
): Pick<EmbedContentRequest, 'content' | 'taskType'> {
  if (task === undefined) return { content: { parts: [{ text }] } }
  if (model === 'gemini-embedding-001') return { content: { parts: [{ text }] }, taskType: task }
  return { content: { parts: [{ text: prefixes[task] + text }] } }
}
