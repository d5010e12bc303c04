package io.visiona.api.identity.sessions;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A program that waits to be signed in by a person in a browser (RFC 8628). Immutable.
 *
 * @param deviceHash SHA-256 of the device code, which only the program has; 64 hex digits
 * @param userCode what program and page both show; {@link #CODE_LENGTH} letters
 * @param name what the program calls itself: a claim, at most 60 characters
 * @param address from where it asked
 * @param redirect the program's own loopback address (RFC 8252 section 7.3) that the person's
 *     browser is sent to; null for a program that polls
 * @param approver {@link SessionKey#hash()} of the session that approved; null before that
 * @param codeHash SHA-256 of the one-time code that the browser brings to {@code redirect}; null
 *     without one
 */
public record DeviceLogin(
    String deviceHash,
    String userCode,
    String name,
    String address,
    @Nullable String redirect,
    Instant createdAt,
    State state,
    @Nullable String approver,
    @Nullable String codeHash) {
  /** Letters of a user code. */
  public static final int CODE_LENGTH = 8;

  /** What the person said. */
  public enum State {
    /** Nothing yet. */
    PENDING,
    /** Yes. */
    APPROVED,
    /** No. */
    DENIED
  }

  /** One that nobody has decided about. */
  public static DeviceLogin pending(
      String deviceCode,
      String userCode,
      String name,
      String address,
      @Nullable String redirect,
      Instant createdAt) {
    return new DeviceLogin(
        Hashes.sha256(deviceCode),
        userCode,
        name,
        address,
        redirect,
        createdAt,
        State.PENDING,
        null,
        null);
  }

  /**
   * Approved by a person.
   *
   * @param code what the browser will bring, null when there is no address to bring it to
   */
  public DeviceLogin approved(SessionKey by, @Nullable String code) {
    return new DeviceLogin(
        deviceHash,
        userCode,
        name,
        address,
        redirect,
        createdAt,
        State.APPROVED,
        by.hash(),
        code == null ? null : Hashes.sha256(code));
  }

  /** Denied by a person. */
  public DeviceLogin denied() {
    return new DeviceLogin(
        deviceHash, userCode, name, address, redirect, createdAt, State.DENIED, null, null);
  }

  /** Whether this is the one-time code; true where none is needed. */
  public boolean fits(@Nullable String code) {
    return codeHash == null || (code != null && codeHash.equals(Hashes.sha256(code)));
  }

  /** What a device code is looked up by. */
  public static String hash(String deviceCode) {
    return Hashes.sha256(deviceCode);
  }

  /** Never prints the codes. */
  @Override
  public String toString() {
    return "DeviceLogin[" + state + "]";
  }
}
