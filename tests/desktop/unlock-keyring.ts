/** Unlocks a gnome-keyring that runs, by the socket that PAM uses when somebody signs in. */
import { once } from 'node:events'
import { connect } from 'node:net'

const UNLOCK = 1

/** Rejects when the keyring refuses the password. */
export async function unlockKeyring(socketPath: string, password: string): Promise<void> {
  const secret = Buffer.from(password)
  const head = Buffer.alloc(12)
  head.writeUInt32BE(head.length + secret.length, 0)
  head.writeUInt32BE(UNLOCK, 4)
  head.writeUInt32BE(secret.length, 8)
  const socket = connect(socketPath)
  // The first byte carries the credentials of the process.
  socket.write(Buffer.concat([Buffer.alloc(1), head, secret]))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  if (answer.readUInt32BE(4) !== 0) throw new Error('The keyring refused the password')
}
