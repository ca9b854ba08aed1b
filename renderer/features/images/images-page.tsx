import './images.css'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageReference } from '../../../electron/shared/contract/images.ts'
import { useCall } from '../../queries.ts'
import { notifyDone } from '../../ui/notify.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { useOpened } from '../../ui/use-opened.ts'
import { NoKeys } from '../keys/no-keys.tsx'
import { useModels } from '../keys/use-models.ts'
import { Gallery } from './gallery.tsx'
import { ImageView } from './image-view.tsx'
import { readImages } from './references.tsx'
import { useDroppedFiles } from './use-dropped-files.ts'
import { useKeptImages } from './use-kept-images.ts'
import { useDrawing, type Wish, type WishPart } from './use-drawing.ts'
import { WishForm } from './wish-form.tsx'

const STEP = 60
const MOST_REFERENCES = 16

/** Draws images, and shows all that are kept. */
export default function ImagesPage() {
  const { t } = useTranslation()
  const [limit, setLimit] = useState(STEP)
  const [wish, setWish] = useState<Wish>({ prompt: '', count: 1 })
  const [opened, open] = useOpened()
  const { models, hasKeys } = useModels(0)
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
  const change = (part: WishPart) => setWish((before) => withoutHoles({ ...before, ...part }))
  const addReferences = (added: readonly ImageReference[]) =>
    setWish((before) => ({
      ...before,
      references: [...(before.references ?? []), ...added].slice(0, MOST_REFERENCES),
    }))
  const addFiles = async (files: readonly File[]) => {
    const { references, tooLarge } = await readImages(files)
    addReferences(references)
    for (const name of tooLarge) notifyDone(t('images.tooLarge', { name }))
    if (references.length + tooLarge.length === 0) notifyDone(t('images.noImage'))
  }
  const isDragging = useDroppedFiles((files) => void addFiles(files))
  const images = kept.data?.images ?? []
  const at = images.findIndex(({ name }) => name === opened)
  return (
    <Page title={t('images.title')}>
      {isDragging && <div className="gb-drop">{t('images.drop')}</div>}
      {hasKeys === false ? (
        <NoKeys />
      ) : (
        <WishForm
          wish={asked}
          models={imageModels}
          drawing={drawing}
          onChange={change}
          onFiles={(files) => void addFiles(files)}
        />
      )}
      {kept.isPending && <PageSkeleton heights={[300]} />}
      {kept.error !== null && <Failure error={kept.error} onRetry={() => void kept.refetch()} />}
      {kept.data !== undefined && (
        <Gallery
          images={kept.data.images}
          total={kept.data.total}
          onNews={hasNews && drawing.progress === undefined ? refresh : undefined}
          onOpen={({ name }) => open(name)}
          onMore={() => setLimit((before) => before + STEP)}
        />
      )}
      <ImageView
        image={images[at]}
        onStep={(step) => open(images[at + step]?.name)}
        canStep={{ back: at > 0, on: at !== -1 && at < images.length - 1 }}
        onClose={() => open(undefined)}
        onDeleted={() => {
          open(undefined)
          refresh()
        }}
        onUse={({ reference, prompt }) => {
          if (prompt !== undefined) change({ prompt })
          if (reference !== undefined) addReferences([{ name: reference }])
          open(undefined)
        }}
      />
    </Page>
  )
}

/** What is not chosen is left to the model. */
function withoutHoles(wish: WishPart): Wish {
  return Object.fromEntries(
    Object.entries(wish).filter(([, part]) => part !== undefined),
  ) as unknown as Wish
}
