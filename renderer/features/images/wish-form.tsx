import { Alert, Button, Group, NumberInput, Progress, Select, Stack, Textarea } from '@mantine/core'
import { IconBrush, IconPlayerStopFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import { imageSizes } from '../../../electron/shared/image-sizes.ts'
import { CopyCodeMenu } from '../playground/copy-code-menu.tsx'
import { imageCode } from './image-code.ts'
import { References } from './references.tsx'
import type { Drawing, Wish, WishPart } from './use-drawing.ts'

const ratios = ['1:1', '3:4', '4:3', '9:16', '16:9', '2:3', '3:2', '21:9'] as const

/** What to draw, and how. */
export function WishForm({
  wish,
  models,
  drawing,
  onChange,
  onFiles,
}: {
  wish: Wish
  models: readonly ModelInfo[]
  drawing: Drawing
  onChange(part: WishPart): void
  onFiles(files: readonly File[]): void
}) {
  const { t } = useTranslation()
  const references = wish.references ?? []
  const isReady = drawing.progress === undefined && wish.prompt.trim() !== ''
  return (
    <section className="gb-card gb-section" aria-label={t('images.prompt')}>
      <Stack gap="sm">
        <Textarea
          label={t('images.prompt')}
          description={t('images.tags')}
          placeholder={t('images.promptPlaceholder')}
          value={wish.prompt}
          onChange={({ currentTarget }) => onChange({ prompt: currentTarget.value })}
          onKeyDown={(event) => {
            // Enter begins a line here; with Ctrl or Cmd it draws.
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            event.preventDefault()
            if (isReady) drawing.draw(wish)
          }}
          autosize
          minRows={2}
          maxRows={8}
        />
        <Choices wish={wish} models={models} onChange={onChange} />
        <References
          references={references}
          onFiles={onFiles}
          onRemove={(at) => onChange({ references: references.filter((_, index) => index !== at) })}
        />
        {drawing.failure !== undefined && (
          <Alert color="red" role="alert">
            {drawing.failure}
          </Alert>
        )}
        <Group wrap="nowrap">
          {drawing.progress === undefined ? (
            <>
              <Button
                leftSection={<IconBrush size={16} />}
                disabled={!isReady}
                onClick={() => drawing.draw(wish)}
              >
                {t('images.draw')}
              </Button>
              <CopyWish wish={wish} />
            </>
          ) : (
            <UnderWay progress={drawing.progress} onStop={drawing.stop} />
          )}
        </Group>
      </Stack>
    </section>
  )
}

interface ChoicesProps {
  wish: Wish
  models: readonly ModelInfo[]
  onChange(part: WishPart): void
}

function Choices({ wish, models, onChange }: ChoicesProps) {
  const { t } = useTranslation()
  return (
    <div className="gb-wish-choices">
      <Select
        label={t('images.model')}
        data={models.map(({ id }) => id)}
        value={wish.model ?? null}
        onChange={(model) => model !== null && onChange({ model })}
        allowDeselect={false}
      />
      <NumberInput
        label={t('images.count')}
        value={wish.count ?? 1}
        onChange={(count) => onChange({ count: Number(count) || 1 })}
        min={1}
        max={10}
        allowDecimal={false}
        clampBehavior="strict"
      />
      <Select
        label={t('images.ratio')}
        data={[{ value: '', label: t('images.anyRatio') }, ...ratios]}
        value={wish.ratio ?? ''}
        onChange={(ratio) => onChange({ ratio: ratio ?? '' })}
        allowDeselect={false}
      />
      <Select
        label={t('images.size')}
        data={[{ value: '', label: t('images.anyRatio') }, ...imageSizes]}
        value={wish.size ?? ''}
        onChange={(chosen) => onChange({ size: imageSizes.find((size) => size === chosen) })}
        allowDeselect={false}
      />
    </div>
  )
}

interface UnderWayProps {
  progress: { done: number; total: number }
  onStop(): void
}

function UnderWay({ progress, onStop }: UnderWayProps) {
  const { t } = useTranslation()
  return (
    <>
      <Button variant="default" leftSection={<IconPlayerStopFilled size={16} />} onClick={onStop}>
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
  )
}

/** What the form asks for, as code of the person's own. */
function CopyWish({ wish }: { wish: Wish }) {
  const { prompt, model = '', count, ratio, size, references = [] } = wish
  const drawn = {
    prompt,
    model,
    references: references.length,
    ...(count !== undefined && { count }),
    ...(ratio !== undefined && ratio !== '' && { ratio }),
    ...(size !== undefined && { size }),
  }
  return (
    <CopyCodeMenu
      disabled={prompt.trim() === ''}
      code={(kind, target) => imageCode(kind, drawn, target)}
    />
  )
}
