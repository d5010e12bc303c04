package io.visiona.agent.tunnel;

import io.visiona.yamux.blocking.StreamSession;
import io.visiona.yamux.blocking.YamuxStream;
import io.visiona.yamux.session.YamuxException;
import java.io.IOException;
import java.lang.System.Logger.Level;

/** Hands every stream of a tunnel to the handler, each on a virtual thread of its own. */
final class StreamServer {
  private static final System.Logger LOG = System.getLogger(StreamServer.class.getName());

  private final StreamHandler handler;

  StreamServer(StreamHandler handler) {
    this.handler = handler;
  }

  /** Accepts in the background until the session ends; their number is bounded by the session. */
  void start(StreamSession streams) {
    Thread.ofVirtual().name("tunnel-accept").start(() -> accept(streams));
  }

  private void accept(StreamSession streams) {
    try {
      while (true) {
        YamuxStream stream = streams.accept();
        Thread.ofVirtual().name("stream-" + stream.id()).start(() -> serve(stream));
      }
    } catch (YamuxException e) {
      LOG.log(Level.DEBUG, "no more streams: {0}", e.code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(YamuxStream stream) {
    try {
      handler.serve(stream);
      stream.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "stream {0} failed: {1}", stream.id(), e.toString());
      stream.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stream.reset();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "stream " + stream.id() + " hit a fault", e);
      stream.reset();
    }
  }
}
