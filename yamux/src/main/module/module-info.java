/**
 * The yamux multiplexing protocol in plain Java: sessions that are driven from outside ({@code
 * session}), streams for threads that may block ({@code blocking}), what drives a session over a
 * socket ({@code io}), and the frames ({@code frame}), for whoever traces them. Buffers and windows
 * are public to these packages only.
 */
module io.visiona.yamux {
  requires static transitive org.jspecify;

  exports io.visiona.yamux.blocking;
  exports io.visiona.yamux.frame;
  exports io.visiona.yamux.io;
  exports io.visiona.yamux.session;
}
