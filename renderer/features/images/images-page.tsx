import './images.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedImage } from '../../../electron/shared/contract/images.ts'
import { useCall } from '../../queries.ts'
import { notifyDone } from '../../ui/notify.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { Gallery } from './gallery.tsx'
import { ImageView } from './image-view.tsx'
import { useKeptImages } from './use-kept-images.ts'
import { useDrawing, type Wish } from './use-drawing.ts'
import { WishForm } from './wish-form.tsx'

const STEP = 60

/** Draws images, and shows all that are kept. */
export default function ImagesPage() {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(STEP)
  const [wish, setWish] = useState<Wish>({ prompt: '', count: 1 })
  const [opened, setOpened] = useState<ListedImage>()
  const models = useCall('models.list', {}, { staleTimeMs: 0 })
  const settings = useCall('settings.get', {})
  const { kept, hasNews, refresh } = useKeptImages(limit)
  const drawing = useDrawing(refresh)
  const imageModels = (models.data?.models ?? []).filter(
    ({ kind, id }) => kind === 'image' && !id.endsWith('-chat'),
  )
  const model = wish.model ?? settings.data?.values.createImageModel
  const { ratio, ...rest } = wish
  const asked: Wish = {
    ...rest,
    ...(model !== undefined && { model }),
    ...(ratio !== undefined && ratio !== '' && { ratio }),
  }
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }))
  return (
    <Page title={t('images.title')}>
      <WishForm
        wish={asked}
        models={imageModels}
        drawing={drawing}
        onChange={change}
        onTooLarge={(name) => notifyDone(t('images.tooLarge', { name }))}
      />
      {kept.isPending && <PageSkeleton heights={[300]} />}
      {kept.error !== null && (
        <Failure message={kept.error.message} onRetry={() => void kept.refetch()} />
      )}
      {kept.data !== undefined && (
        <Gallery
          images={kept.data.images}
          total={kept.data.total}
          onNews={hasNews && drawing.progress === undefined ? refresh : undefined}
          onOpen={setOpened}
          onMore={() => setLimit((before) => before + STEP)}
        />
      )}
      <ImageView
        image={opened}
        onClose={() => setOpened(undefined)}
        onDeleted={() => {
          setOpened(undefined)
          refresh()
        }}
        onUse={({ reference, prompt }) => {
          if (prompt !== undefined) change({ prompt })
          if (reference !== undefined) {
            change({ references: [...(wish.references ?? []), { name: reference }].slice(0, 16) })
          }
          setOpened(undefined)
        }}
      />
    </Page>
  )
}
