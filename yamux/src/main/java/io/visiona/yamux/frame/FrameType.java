package io.visiona.yamux.frame;

/** What a frame is. */
public enum FrameType {
  DATA(0),
  WINDOW_UPDATE(1),
  PING(2),
  GO_AWAY(3);

  private static final FrameType[] BY_CODE = {DATA, WINDOW_UPDATE, PING, GO_AWAY};

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  static boolean isKnown(int code) {
    return code < BY_CODE.length;
  }

  static FrameType of(int code) {
    return BY_CODE[code];
  }

  int code() {
    return code;
  }
}
