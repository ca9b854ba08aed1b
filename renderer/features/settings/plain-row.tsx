import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface PlainRowProps {
  title: string
  hint: ReactNode
  /** Id of the control that it names. */
  htmlFor?: string
  children?: ReactNode
}

/** A row of the settings that is none of the schema's. */
export function PlainRow({ title, hint, htmlFor, children }: PlainRowProps) {
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        {htmlFor === undefined ? (
          <Text size="sm" fw={500}>
            {title}
          </Text>
        ) : (
          <label htmlFor={htmlFor}>{title}</label>
        )}
        <Text size="xs" className="gb-muted" style={{ overflowWrap: 'anywhere' }}>
          {hint}
        </Text>
      </div>
      <div className="gb-setting-value">{children}</div>
    </div>
  )
}
