package io.visiona.yamux.session;

/** Which end of the transport a session is; it decides the parity of the stream ids it opens. */
public enum Role {
  /** Opens streams with odd ids; its peer's are even. */
  CLIENT,
  /** Opens streams with even ids; its peer's are odd. */
  SERVER;

  int firstId() {
    return this == CLIENT ? 1 : 2;
  }

  boolean owns(int streamId) {
    return streamId != 0 && ((streamId & 1) == 1) == (this == CLIENT);
  }
}
