// A peer made of libp2p's JavaScript implementation of yamux for the interoperability tests. It does what
// src/test/go/interop/main.go does, with the same arguments, services and orders.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { yamux } from '@chainsafe/libp2p-yamux'

const [role, address] = process.argv.slice(2)
const [host, port] = address.split(':')
const socket = connect({ host, port: Number(port), noDelay: true })
await once(socket, 'connect')

// Its own limits are for strangers; the tests open 1,000 streams at once.
const limits = { maxInboundStreams: 5000, maxOutboundStreams: 5000, enableKeepAlive: false }
const silent = Object.assign(() => {}, { trace() {}, error() {}, enabled: false, newScope: () => silent })
const muxer = yamux(limits)({ logger: { forComponent: () => silent } }).createStreamMuxer({
  direction: role === 'client' ? 'outbound' : 'inbound',
  onIncomingStream: stream => serve(stream).catch(() => stream.abort(new Error('ended')))
})

const said = muxer.sink(socket).catch(() => {})
const sent = (async () => {
  for await (const piece of muxer.source) {
    if (!socket.write(piece.subarray())) {
      await once(socket, 'drain')
    }
  }
})().catch(() => {})

// Streams that nobody has accepted are bounded to 256: hashicorp's waits there, libp2p's does not, and what exceeds it is
// reset.
const AT_ONCE = 250

createInterface({ input: process.stdin }).on('line', async line => {
  const [, count, bytes] = line.split(' ').map(Number)
  const numbers = Array.from({ length: count }, (_, number) => number).values()
  const worker = async () => {
    for (const number of numbers) {
      await upload(number, bytes)
    }
  }
  const workers = Array.from({ length: Math.min(count, AT_ONCE) }, worker)
  console.log(await Promise.all(workers).then(() => 'ok', failed => failed.message))
})
await Promise.race([said, sent])
process.exit(0)

// What comes of a stream, as asked for: exactly so many bytes, or the rest piece by piece.
function reader (stream) {
  const pieces = stream.source[Symbol.asyncIterator]()
  let left = new Uint8Array(0)
  return {
    async exactly (count) {
      const parts = []
      for (let missing = count; missing > 0;) {
        if (left.length === 0) {
          const { done, value } = await pieces.next()
          if (done) {
            throw new Error(`the stream ended ${missing} bytes early`)
          }
          left = value.subarray()
        }
        const part = left.subarray(0, missing)
        parts.push(part)
        missing -= part.length
        left = left.subarray(part.length)
      }
      return Buffer.concat(parts)
    },
    async * rest () {
      if (left.length > 0) {
        yield left
      }
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
        yield next.value.subarray()
      }
    }
  }
}

async function serve (stream) {
  const from = reader(stream)
  switch (String.fromCharCode((await from.exactly(1))[0])) {
    case 'E':
      await stream.sink(from.rest())
      break
    case 'H': {
      const hash = createHash('sha256')
      for await (const piece of from.rest()) {
        hash.update(piece)
      }
      await stream.sink([hash.digest()])
      break
    }
    case 'S':
      await stream.sink(pattern(Number((await from.exactly(8)).readBigUInt64BE())))
  }
  await stream.close()
}

function * pattern (size) {
  const piece = Buffer.alloc(65536, 'y')
  for (let left = size; left > 0; left -= piece.length) {
    yield piece.subarray(0, Math.min(left, piece.length))
  }
}

async function upload (number, bytes) {
  const stream = await muxer.newStream()
  const hash = createHash('sha256')
  const sending = stream.sink(body(number, bytes, hash))
  const answer = await reader(stream).exactly(32)
  await sending
  await stream.close()
  if (!hash.digest().equals(answer)) {
    throw new Error(`stream ${number}: wrong hash`)
  }
}

// Its size in 8 bytes, and so many bytes, which alone are hashed.
function * body (number, bytes, hash) {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(bytes))
  yield size
  // A multiple of 256, so that each piece begins where the pattern does.
  const piece = Buffer.from(Array.from({ length: 65536 }, (_, i) => i * 7 + number))
  for (let left = bytes; left > 0; left -= piece.length) {
    const part = piece.subarray(0, Math.min(left, piece.length))
    hash.update(part)
    yield part
  }
}
