import { memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components, defaultUrlTransform } from 'react-markdown'
import remarkGfm from 'remark-gfm'

const plugins = [remarkGfm]
const PICTURE = /^data:image\/(?:png|jpeg|webp|gif);base64,/

/** Pictures that are in the text itself are shown; whatever else must be fetched is only linked. */
const safeUrl = (url: string) => (PICTURE.test(url) ? url : defaultUrlTransform(url))

const components: Components = {
  a: Link,
  img: ({ src = '', alt = '' }) =>
    PICTURE.test(src) ? (
      <img src={src} alt={alt} />
    ) : (
      <Link href={src}>{alt === '' ? src : alt}</Link>
    ),
}

/** An address that was refused is none, and its text no link. */
function Link({ href, children }: { href?: string | undefined; children?: ReactNode }) {
  if (href === undefined || href === '') return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

/** Text of a model. HTML in it stays text, and addresses that could run something lead nowhere. */
export default memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="gb-markdown">
      <ReactMarkdown remarkPlugins={plugins} urlTransform={safeUrl} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
})
