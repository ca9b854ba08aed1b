import {
  Alert,
  Button,
  Group,
  NumberInput,
  Progress,
  Select,
  Stack,
  Switch,
  Textarea,
} from '@mantine/core'
import { IconBrush, IconPlayerStopFilled } from '@tabler/icons-react'
import type { ClipboardEvent, DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import { References, readImages } from './references.tsx'
import type { Drawing, Wish } from './use-drawing.ts'

const ratios = ['1:1', '3:4', '4:3', '9:16', '16:9', '2:3', '3:2', '21:9'] as const

/** What to draw, and how. */
export function WishForm({
  wish,
  models,
  drawing,
  onChange,
  onTooLarge,
}: {
  wish: Wish
  models: readonly ModelInfo[]
  drawing: Drawing
  onChange(part: Partial<Wish>): void
  onTooLarge(name: string): void
}) {
  const { t } = useTranslation()
  const references = wish.references ?? []
  const addFiles = async (files: readonly File[]) => {
    const read = await readImages(files)
    onChange({ references: [...references, ...read.references].slice(0, 16) })
    for (const name of read.tooLarge) onTooLarge(name)
  }
  const onDrop = (event: DragEvent) => {
    const files = [...event.dataTransfer.files]
    // Text that is dropped belongs to the field.
    if (files.length === 0) return
    event.preventDefault()
    void addFiles(files)
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    void addFiles(files)
  }
  const { progress } = drawing
  const isReady = progress === undefined && wish.prompt.trim() !== ''
  return (
    <section className="gb-card gb-section" aria-label={t('images.prompt')}>
      <Stack gap="sm">
        <Textarea
          label={t('images.prompt')}
          description={t('images.tags')}
          placeholder={t('images.promptPlaceholder')}
          value={wish.prompt}
          onChange={({ currentTarget }) => onChange({ prompt: currentTarget.value })}
          onDrop={onDrop}
          onDragOver={(event) => event.preventDefault()}
          onPaste={onPaste}
          autosize
          minRows={2}
          maxRows={8}
        />
        <Group gap="sm" align="end">
          <Select
            label={t('images.model')}
            data={models.map(({ id }) => id)}
            value={wish.model ?? null}
            onChange={(model) => model !== null && onChange({ model })}
            allowDeselect={false}
            w={220}
          />
          <NumberInput
            label={t('images.count')}
            value={wish.count ?? 1}
            onChange={(count) => onChange({ count: Number(count) || 1 })}
            min={1}
            max={10}
            w={90}
          />
          <Select
            label={t('images.ratio')}
            data={[{ value: '', label: t('images.anyRatio') }, ...ratios]}
            value={wish.ratio ?? ''}
            onChange={(ratio) => onChange({ ratio: ratio ?? '' })}
            allowDeselect={false}
            w={180}
          />
          <Switch
            mb={8}
            label={t('images.fine')}
            checked={wish.quality === 'hd'}
            onChange={({ currentTarget }) =>
              onChange({ quality: currentTarget.checked ? 'hd' : 'standard' })
            }
          />
        </Group>
        <References
          references={references}
          onFiles={(files) => void addFiles(files)}
          onRemove={(at) => onChange({ references: references.filter((_, index) => index !== at) })}
        />
        {drawing.failure !== undefined && <Alert color="red">{drawing.failure}</Alert>}
        <Group>
          {progress === undefined ? (
            <Button
              leftSection={<IconBrush size={16} />}
              disabled={!isReady}
              onClick={() => drawing.draw(wish)}
            >
              {t('images.draw')}
            </Button>
          ) : (
            <>
              <Button
                variant="default"
                leftSection={<IconPlayerStopFilled size={16} />}
                onClick={drawing.stop}
              >
                {t('images.stop')}
              </Button>
              <Progress
                flex={1}
                value={(100 * progress.done) / progress.total}
                aria-label={t('images.progress', progress)}
                animated
              />
              <span className="gb-number gb-muted" role="status">
                {t('images.progress', progress)}
              </span>
            </>
          )}
        </Group>
      </Stack>
    </section>
  )
}
