package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Service tokens, and download tokens on behalf of a person, with the registration {@code
 * visiona.member-center.*}.
 *
 * <p>Service tokens are kept by scope and shared: however many ask at once, one request is made.
 * Each attempt may take 10 s; a failure that may pass is tried again after 1 s and after 2 s. An
 * interrupt, or the end of the caller's patience, ends the wait at once and comes out as it is; it
 * does not disturb others that wait for the same token.
 *
 * <p>Thread-safe. Callers block: they run on virtual threads, never on the server's request pool.
 */
public final class MemberCenterTokenClient {
  /** What a download token lives when nobody says. */
  static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  private final Optional<TokenMechanism> mechanism;

  MemberCenterTokenClient(Optional<TokenMechanism> mechanism) {
    this.mechanism = mechanism;
  }

  /**
   * Whether there is a registration; without one every call throws {@link
   * MemberCenterException.NotConfigured}.
   */
  public boolean isConfigured() {
    return mechanism.isPresent();
  }

  /**
   * A token that is good for 15 s at least.
   *
   * @param scope one or several, separated by spaces
   * @throws MemberCenterException {@code ServiceClientUnauthorized}, {@code IdpMisconfigured},
   *     {@code IdpUnavailable}
   */
  public Secret serviceToken(String scope) throws InterruptedException {
    return untimed(() -> required().serviceToken(scope, Deadline.NEVER));
  }

  /**
   * As {@link #serviceToken(String)}; throws {@link TimeoutException} when the caller's patience
   * ends first.
   */
  public Secret serviceToken(String scope, Duration patience)
      throws InterruptedException, TimeoutException {
    return required().serviceToken(scope, Deadline.in(patience));
  }

  /**
   * A new token with which {@code user} may GET one object.
   *
   * @param ttl how long it is to live; nought or less for 300 s
   * @throws MemberCenterException {@code ServiceClientUnauthorized}, {@code DownloadTokenFailed},
   *     {@code McTokenUnavailable}, or what {@link #serviceToken} throws
   */
  public DownloadToken issueDelegatedDownload(
      String tenant, String user, String objectKey, Duration ttl) throws InterruptedException {
    DownloadRequest request = request(tenant, user, objectKey, ttl);
    return untimed(() -> required().downloadToken(request, Deadline.NEVER));
  }

  /**
   * As {@link #issueDelegatedDownload(String, String, String, Duration)}; throws {@link
   * TimeoutException} when the caller's patience ends first.
   */
  public DownloadToken issueDelegatedDownload(
      String tenant, String user, String objectKey, Duration ttl, Duration patience)
      throws InterruptedException, TimeoutException {
    return required().downloadToken(request(tenant, user, objectKey, ttl), Deadline.in(patience));
  }

  private static DownloadRequest request(
      String tenant, String user, String objectKey, Duration ttl) {
    return new DownloadRequest(tenant, user, objectKey, ttl.isPositive() ? ttl : DEFAULT_TTL);
  }

  private TokenMechanism required() {
    return mechanism.orElseThrow(() ->
        new MemberCenterException.NotConfigured(
            "visiona.member-center.service-client-id is not configured"));
  }

  /** A call that might wait for a deadline. */
  @FunctionalInterface
  interface Timed<T> {
    T call() throws InterruptedException, TimeoutException;
  }

  /** A call without a deadline. */
  static <T> T untimed(Timed<T> call) throws InterruptedException {
    try {
      return call.call();
    } catch (TimeoutException impossible) {
      throw new IllegalStateException("there is no deadline", impossible);
    }
  }
}
