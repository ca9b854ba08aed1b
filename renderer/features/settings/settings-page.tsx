import './settings.css'
import { Center, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useCall } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { Appearance } from './appearance.tsx'
import { catalogue, type Group, settingsInUse } from './catalogue.ts'
import { SettingList } from './setting-list.tsx'
import { useSettingWords } from './setting-row.tsx'
import { Storage } from './storage.tsx'
import { ThisComputer } from './this-computer.tsx'
import { Tokens } from './tokens.tsx'
import { Updates } from './updates.tsx'

type Section = Group | 'tokens'

/** In the order of the page. */
const sections: readonly Section[] = [
  'server',
  'security',
  'tokens',
  'upstream',
  'keys',
  'models',
  'tools',
  'images',
  'activity',
  'appearance',
  'desktop',
]

/** Every setting, in groups; what is changed counts at once. */
export default function SettingsPage() {
  const { t } = useTranslation()
  const { group, name } = useParams<{ group?: string; name?: string }>()
  const place = `${group ?? ''}/${name ?? ''}`
  const [search, setSearch] = useState({ text: '', place })
  // A search is over when the address leads elsewhere.
  const text = search.place === place ? search.text : ''
  const { data: status } = useCall('app.status', {})
  const isDesktop = status?.mode === 'desktop'
  const shown = sections.filter((one) => one !== 'desktop' || isDesktop)
  const section = shown.find((one) => one === group) ?? 'server'
  return (
    <Page
      title={t('settings.title')}
      actions={
        <TextInput
          className="gb-settings-search"
          leftSection={<IconSearch size={15} />}
          placeholder={t('settings.search')}
          aria-label={t('settings.search')}
          value={text}
          onChange={({ currentTarget }) => setSearch({ text: currentTarget.value, place })}
        />
      }
    >
      <div className="gb-settings">
        <Navigation
          sections={shown}
          current={text === '' ? section : undefined}
          onGo={() => setSearch({ text: '', place })}
        />
        {text.trim() === '' ? (
          <SectionContent key={section} section={section} wanted={name} />
        ) : (
          <Found search={text} isDesktop={isDesktop} />
        )}
      </div>
    </Page>
  )
}

interface NavigationProps {
  sections: readonly Section[]
  current: Section | undefined
  onGo(): void
}

function Navigation({ sections: shown, current, onGo }: NavigationProps) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On narrow screens the groups stand in a row that scrolls.
    list.current
      ?.querySelector(`[data-section='${current ?? ''}']`)
      ?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current])
  const go = (path: string) => {
    onGo()
    navigate(path)
  }
  return (
    <div ref={list} className="gb-settings-nav" role="group" aria-label={t('settings.title')}>
      {shown.map((one) => (
        <UnstyledButton
          key={one}
          className="gb-nav"
          data-section={one}
          aria-current={one === current ? 'page' : undefined}
          onClick={() => go(`/settings/${one}`)}
        >
          {t(`settings.groups.${one}`)}
        </UnstyledButton>
      ))}
      <UnstyledButton className="gb-nav" onClick={() => go('/welcome')}>
        {t('onboarding.open')}
      </UnstyledButton>
    </div>
  )
}

function SectionContent({ section, wanted }: { section: Section; wanted: string | undefined }) {
  const { data: status } = useCall('app.status', {})
  const { data, error, isPending, refetch } = useCall('settings.get', {})
  if (section === 'tokens') return <Tokens />
  // What stands above the settings is of the status: without it they would be pushed down.
  if (isPending || status === undefined) return <PageSkeleton heights={[340]} />
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  const names = settingsInUse(data.values, status.mode === 'desktop').filter(
    (name) => catalogue[name].group === section,
  )
  return (
    <Stack gap="md" miw={0}>
      {section === 'desktop' && <Updates />}
      {section === 'desktop' && <ThisComputer />}
      {section === 'security' && <Storage />}
      {section === 'appearance' && status.mode === 'headless' && <Appearance />}
      {names.length > 0 && (
        <SettingList
          names={names}
          snapshot={data}
          wanted={wanted}
          hasSecrets={section === 'images'}
        />
      )}
    </Stack>
  )
}

/** Settings of all groups that speak of something. */
function Found({ search, isDesktop }: { search: string; isDesktop: boolean }) {
  const { t } = useTranslation()
  const wordsOf = useSettingWords()
  const { data } = useCall('settings.get', {})
  const words = useDeferredValue(search).toLowerCase().split(/\s+/).filter(Boolean)
  if (data === undefined) return <PageSkeleton heights={[340]} />
  const names = settingsInUse(data.values, isDesktop).filter((name) => {
    const { title, hint } = wordsOf(name)
    const group = t(`settings.groups.${catalogue[name].group}`)
    const text = [name, title, hint, group, data.variables[name] ?? ''].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
  if (names.length === 0) {
    return (
      <Center className="gb-card" mih={160} p="lg">
        <Text className="gb-muted">{t('settings.noMatch')}</Text>
      </Center>
    )
  }
  return <SettingList names={names} snapshot={data} />
}
