package io.visiona.api.proxy;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An upstream failed. */
public final class UpstreamException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ProxyFailure failure;
  private final boolean untouched;

  /**
   * A failure.
   *
   * @param untouched whether the upstream has acted on nothing of the request, so that another
   *     attempt does no harm
   */
  public UpstreamException(ProxyFailure failure, boolean untouched, @Nullable Throwable cause) {
    super(failure.tag(), cause);
    this.failure = failure;
    this.untouched = untouched;
  }

  /** A response that must not be passed on; {@code why} is for the log only. */
  public static UpstreamException badResponse(String why) {
    return new UpstreamException(ProxyFailure.BAD_RESPONSE, false, new IOException(why));
  }

  public ProxyFailure failure() {
    return failure;
  }

  public boolean isUntouched() {
    return untouched;
  }
}
