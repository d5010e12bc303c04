package io.visiona.relay.sessions;

/** Is told when tunnels begin and end; a tunnel may have ended before its beginning is told. */
public interface TunnelWatch {
  /** Is not interested. */
  TunnelWatch NOBODY =
      new TunnelWatch() {
        @Override
        public void opened(Tunnel tunnel) {
          // Not interested.
        }

        @Override
        public void ended(Tunnel tunnel) {
          // Not interested.
        }
      };

  /** It serves. Must not block. */
  void opened(Tunnel tunnel);

  /** It serves no more. Must not block. */
  void ended(Tunnel tunnel);
}
