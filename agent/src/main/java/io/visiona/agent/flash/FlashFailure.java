package io.visiona.agent.flash;

import java.util.Locale;

/** Why a flash failed. */
final class FlashFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The reasons there are. */
  enum Code {
    DOWNLOAD_EXPIRED("none"),
    DOWNLOAD_FAILED("none"),
    CHECKSUM_MISMATCH("none"),
    FILE_TOO_LARGE("none"),
    WRITE_FAILED("reflash"),
    DEVICE_REMOVED("replug"),
    CHECK_FAILED("reflash"),
    NOT_A_MODEL("none");

    private final String remedy;

    Code(String remedy) {
      this.remedy = remedy;
    }

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    String remedy() {
      return remedy;
    }
  }

  private final Code code;

  FlashFailure(Code code, String message) {
    super(message);
    this.code = code;
  }

  Code code() {
    return code;
  }
}
