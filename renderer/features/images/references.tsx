import { ActionIcon, FileButton, Group, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconPhotoPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ImageReference } from '../../../electron/shared/contract/images.ts'

/** As much as a data URL of a call may hold. */
const LARGEST_BYTES = 20 * 1024 * 1024

/** Images as data URLs; gives the names of those that are too large apart. */
export async function readImages(
  files: readonly File[],
): Promise<{ references: ImageReference[]; tooLarge: string[] }> {
  const images = files.filter(({ type }) => type.startsWith('image/'))
  const fitting = images.filter(({ size }) => size <= LARGEST_BYTES)
  const references = await Promise.all(
    fitting.map(async (file) => ({ dataUrl: await dataUrlOf(file) })),
  )
  const tooLarge = images.filter(({ size }) => size > LARGEST_BYTES).map(({ name }) => name)
  return { references, tooLarge }
}

function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') resolve(reader.result)
    })
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(file)
  })
}

/** Images to start from, each with a way to take it out. */
export function References({
  references,
  onFiles,
  onRemove,
}: {
  references: readonly ImageReference[]
  onFiles(files: readonly File[]): void
  onRemove(at: number): void
}) {
  const { t } = useTranslation()
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t('images.references')}
      </Text>
      <Group gap="xs">
        {references.map((reference, at) => (
          <div className="gb-reference" key={'name' in reference ? `${at}-${reference.name}` : at}>
            <img
              src={'name' in reference ? `/images/${reference.name}` : reference.dataUrl}
              alt=""
            />
            <Tooltip label={t('images.removeReference')}>
              <ActionIcon
                size="xs"
                variant="filled"
                color="dark"
                aria-label={t('images.removeReference')}
                onClick={() => onRemove(at)}
              >
                <IconX size={12} />
              </ActionIcon>
            </Tooltip>
          </div>
        ))}
        <FileButton multiple accept="image/*" onChange={onFiles}>
          {(props) => (
            <Tooltip label={t('images.addReference')}>
              <UnstyledButton
                {...props}
                className="gb-reference gb-reference-add"
                aria-label={t('images.addReference')}
              >
                <IconPhotoPlus size={20} />
              </UnstyledButton>
            </Tooltip>
          )}
        </FileButton>
      </Group>
      <Text size="xs" className="gb-muted" mt={4}>
        {t('images.referenceHint')}
      </Text>
    </div>
  )
}
