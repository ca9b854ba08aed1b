import { ActionIcon, Alert, Menu, Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import {
  IconCommand,
  IconLanguage,
  IconLogout,
  IconSunMoon,
  IconWifiOff,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { session } from '../bridge.ts'
import { Commands } from '../features/commands/commands.tsx'
import { type Language, languages } from '../i18n/i18n.ts'
import { useConnection } from '../queries.ts'
import { useAppearance } from './appearance.ts'
import { pages } from './pages.ts'

/** What is around every page: navigation, and word of a lost connection. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [location] = useLocation()
  return (
    <div className="gb-frame">
      <a className="gb-skip" href="#content">
        {t('shell.skip')}
      </a>
      <nav className="gb-side" aria-label={t('shell.navigation')}>
        <div className="gb-brand">
          <img src="./icon.svg" width={26} height={26} alt="" />
          <span>{t('shell.product')}</span>
        </div>
        {pages.map(({ path, name, icon: Icon }) => (
          <Link
            key={path}
            href={path}
            className="gb-nav"
            aria-label={t(`shell.pages.${name}`)}
            aria-current={isCurrent(location, path) ? 'page' : undefined}
          >
            <Icon size={18} stroke={1.7} aria-hidden />
            <span>{t(`shell.pages.${name}`)}</span>
          </Link>
        ))}
        <div className="gb-side-foot">
          <Preferences />
        </div>
      </nav>
      <main className="gb-main" id="content" tabIndex={-1}>
        <LostConnection />
        {children}
      </main>
      <Commands />
    </div>
  )
}

function isCurrent(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location.startsWith(path)
}

function LostConnection() {
  const { t } = useTranslation()
  if (useConnection() === 'open') return null
  return (
    <Alert
      color="yellow"
      icon={<IconWifiOff />}
      title={t('shell.lostTitle')}
      radius={0}
      role="status"
    >
      {t('shell.lost')}
    </Alert>
  )
}

function Preferences() {
  const { t, i18n } = useTranslation()
  const { scheme: chosen, chooseScheme, chooseLanguage } = useAppearance()
  const schemes = [
    ['light', t('shell.light')],
    ['dark', t('shell.dark')],
    ['auto', t('shell.system')],
  ] as const
  return (
    <>
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <ActionIcon className="gb-not-on-phones" aria-label={t('shell.theme')}>
            <IconSunMoon size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {schemes.map(([scheme, name]) => (
            <Menu.Item
              key={scheme}
              onClick={() => chooseScheme(scheme)}
              {...(scheme === chosen && { fw: 600 })}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="top-start" withinPortal>
        <Menu.Target>
          <ActionIcon className="gb-not-on-phones" aria-label={t('shell.language')}>
            <IconLanguage size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(languages).map(([language, name]) => (
            <Menu.Item
              key={language}
              lang={language}
              onClick={() => chooseLanguage(language as Language)}
              {...(language === i18n.language && { fw: 600 })}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={`${t('shell.commands')} (Ctrl K)`}>
        <ActionIcon aria-label={t('shell.commands')} onClick={spotlight.open}>
          <IconCommand size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {session !== undefined && (
        <Tooltip label={t('shell.signOut')}>
          <ActionIcon aria-label={t('shell.signOut')} onClick={() => void session?.signOut()}>
            <IconLogout size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  )
}
