import { Button, Group, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ListedImage } from '../../../electron/shared/contract/images.ts'

/** What is kept, newest first. */
export function Gallery({
  images,
  total,
  onNews,
  onOpen,
  onMore,
}: {
  images: readonly ListedImage[]
  total: number
  /** Shows what has changed since; absent when nothing has. */
  onNews: (() => void) | undefined
  onOpen(image: ListedImage): void
  onMore(): void
}) {
  const { t } = useTranslation()
  return (
    <section className="gb-card gb-section" aria-label={t('images.gallery')}>
      <Group justify="space-between" mih={26}>
        <h2 className="gb-section-title">{t('images.gallery')}</h2>
        {onNews !== undefined && (
          <Button size="compact-sm" variant="light" onClick={onNews}>
            {t('images.news')}
          </Button>
        )}
      </Group>
      {images.length === 0 && <p className="gb-muted">{t('images.empty')}</p>}
      <div className="gb-gallery">
        {images.map((image) => {
          const prompt = image.prompt || t('images.unknownPrompt')
          return (
            <UnstyledButton
              key={image.name}
              className="gb-picture"
              aria-label={t('images.open', { prompt })}
              onClick={() => onOpen(image)}
            >
              <img src={`/images/${image.name}`} alt="" loading="lazy" />
              <span className="gb-muted">{prompt}</span>
            </UnstyledButton>
          )
        })}
      </div>
      {images.length < total && (
        <Button variant="default" onClick={onMore} style={{ alignSelf: 'center' }}>
          {t('images.more')}
        </Button>
      )}
    </section>
  )
}
