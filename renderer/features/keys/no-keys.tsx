import { Button, Center, Stack, Text, ThemeIcon } from '@mantine/core'
import { IconKey, IconPlus, IconSearchOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'

/** What stands in place of all that needs keys, for somebody who has just started. */
export function NoKeys() {
  const { t } = useTranslation()
  return (
    <Empty icon={<IconKey size={26} />} title={t('keys.empty.title')} text={t('keys.empty.text')}>
      <Button component={Link} href="/keys/paste" leftSection={<IconPlus size={16} />}>
        {t('keys.add')}
      </Button>
    </Empty>
  )
}

/** What stands in place of the table when the filter leaves nothing. */
export function NoMatch({ onClear }: { onClear(): void }) {
  const { t } = useTranslation()
  return (
    <Empty
      icon={<IconSearchOff size={26} />}
      title={t('keys.empty.noMatch')}
      text={t('keys.empty.noMatchText')}
    >
      <Button variant="default" onClick={onClear}>
        {t('keys.empty.clear')}
      </Button>
    </Empty>
  )
}

function Empty({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactNode
  title: string
  text: string
  children: ReactNode
}) {
  return (
    <Center className="gb-card" flex={1} p="xl" mih={300}>
      <Stack align="center" gap="sm" maw={420} ta="center">
        <ThemeIcon size={52} radius="xl" variant="light">
          {icon}
        </ThemeIcon>
        <Text fw={600} size="lg">
          {title}
        </Text>
        <Text size="sm" className="gb-muted">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  )
}
