import {
  IconChartBar,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconMessage2,
  IconPhoto,
  IconPlugConnected,
  IconSettings,
} from '@tabler/icons-react'

/** Every page that is in the navigation, in its order; the first ones have room on phones, too. */
export const pages = [
  { path: '/', name: 'overview', isFirst: true, icon: IconLayoutDashboard },
  { path: '/keys', name: 'keys', isFirst: true, icon: IconKey },
  { path: '/requests', name: 'requests', isFirst: true, icon: IconListDetails },
  { path: '/statistics', name: 'statistics', isFirst: false, icon: IconChartBar },
  { path: '/playground', name: 'playground', isFirst: true, icon: IconMessage2 },
  { path: '/images', name: 'images', isFirst: false, icon: IconPhoto },
  { path: '/connect', name: 'connect', isFirst: false, icon: IconPlugConnected },
  { path: '/settings', name: 'settings', isFirst: false, icon: IconSettings },
] as const
