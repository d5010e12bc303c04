package io.visiona.agent.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A connection to a target, of whichever kind. One thread may read while another writes. */
interface TargetConnection extends AutoCloseable {
  InputStream input() throws IOException;

  OutputStream output() throws IOException;

  /** Says that nothing more comes; what the target sends is still read. */
  void endOutput() throws IOException;

  /** Ends it so that the target does not take what came for whole, where that can be told. */
  void abort() throws IOException;

  @Override
  void close() throws IOException;

  /** Over TCP, with or without TLS. */
  static TargetConnection of(Socket socket) {
    return new TargetConnection() {
      @Override
      public InputStream input() throws IOException {
        return socket.getInputStream();
      }

      @Override
      public OutputStream output() throws IOException {
        return socket.getOutputStream();
      }

      @Override
      public void endOutput() throws IOException {
        socket.shutdownOutput();
      }

      @Override
      public void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  /** Over a Unix-domain socket. */
  static TargetConnection of(SocketChannel channel) {
    InputStream in = Channels.newInputStream(channel);
    OutputStream out = Channels.newOutputStream(channel);
    return new TargetConnection() {
      @Override
      public InputStream input() {
        return in;
      }

      @Override
      public OutputStream output() {
        return out;
      }

      @Override
      public void endOutput() throws IOException {
        channel.shutdownOutput();
      }

      @Override
      public void abort() throws IOException {
        channel.close();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
