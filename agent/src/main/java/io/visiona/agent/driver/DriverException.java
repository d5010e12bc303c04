package io.visiona.agent.driver;

import java.util.Locale;

/** A driver's failure: one of a closed list, with the driver's own code beside it. */
public final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What can go wrong with hardware. */
  public enum Code {
    USB_TIMEOUT,
    USB_IO,
    ACCESS_DENIED,
    DEVICE_REMOVED,
    FIRMWARE_MISMATCH,
    INVALID_MODEL,
    CHIP_MISMATCH,
    OUT_OF_MEMORY,
    INFERENCE_FAILED,
    INFERENCE_TIMEOUT,
    OVERHEATED,
    OTHER;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;
  private final String driverCode;
  private final boolean recoverable;

  /**
   * A failure.
   *
   * @param driverCode the driver's own code, such as {@code KP_ERROR_USB_TIMEOUT_N7}
   * @param recoverable whether trying again may help
   */
  public DriverException(Code code, String driverCode, String message, boolean recoverable) {
    super(message);
    this.code = code;
    this.driverCode = driverCode;
    this.recoverable = recoverable;
  }

  public Code code() {
    return code;
  }

  public String driverCode() {
    return driverCode;
  }

  public boolean recoverable() {
    return recoverable;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
