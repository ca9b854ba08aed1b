import { Button, Menu } from '@mantine/core'
import { IconCode } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { CallFailed } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { type Target, useTarget } from '../connect/use-target.ts'
import { type CodeKind, codeKinds } from './chat-code.ts'

interface CopyCodeMenuProps {
  disabled?: boolean
  code(kind: CodeKind, target: Target): string
}

/** Copies a request as code that sends it, with the addresses and the token of this service in it. */
export function CopyCodeMenu({ disabled = false, code }: CopyCodeMenuProps) {
  const { t } = useTranslation()
  const copy = useCopy()
  const target = useTarget()
  const onClick = async (kind: CodeKind) => {
    try {
      if (await copy(code(kind, await target()))) notifyDone(t('playground.codeCopied'))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<IconCode size={16} />} disabled={disabled}>
          {t('playground.copyCode')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {codeKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => void onClick(kind)}>
            {t(`playground.code.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
