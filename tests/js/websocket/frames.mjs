// frames.mjs URL FILE...   sends each file as one binary message; prints its name when the ping that it ends with has
// been answered: the same 12 bytes with ACK for SYN.
import { readFileSync } from 'node:fs'
import WebSocket from 'ws'

const [url, ...files] = process.argv.slice(2)
const socket = new WebSocket(url)
let heard = Buffer.alloc(0)
let expected
socket.on('open', next)
socket.on('message', data => {
  heard = Buffer.concat([heard, data])
  if (heard.includes(expected)) {
    console.log(files.shift())
    next()
  }
})
socket.on('close', code => { console.log(`closed ${code}`); process.exit(code === 1000 ? 0 : 1) })
socket.on('error', failed => console.log(failed.message))

function next () {
  if (files.length === 0) {
    socket.close(1000)
    return
  }
  const frame = readFileSync(files[0])
  expected = Buffer.from(frame.subarray(-12))
  expected[3] = 2
  heard = Buffer.alloc(0)
  socket.send(frame)
}
