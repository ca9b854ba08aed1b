/** A JSON Schema as clients send it: any keyword may be there, with any value. */
export type JsonSchema = Record<string, unknown>
