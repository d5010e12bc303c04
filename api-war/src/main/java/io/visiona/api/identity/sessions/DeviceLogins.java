package io.visiona.api.identity.sessions;

import java.time.Duration;
import java.util.Optional;

/**
 * Programs that wait to be signed in. Everybody can start one, so how many there are is bounded:
 * the oldest give way. Implementations are thread-safe; one that cannot be reached throws {@link
 * io.visiona.shared.error.ApiException} with {@code UNAVAILABLE}.
 */
public interface DeviceLogins {
  /** How long a person has to decide, and the program to fetch what came of it. */
  Duration LIFETIME = Duration.ofMinutes(10);

  /** How many wait at most, on all servers together. */
  int MOST = 10_000;

  /** Adds one; false when its user code is in use, and nothing was added. */
  boolean add(DeviceLogin login);

  /** By the hash of its device code. */
  Optional<DeviceLogin> ofDevice(String deviceHash);

  /** By its user code. */
  Optional<DeviceLogin> ofUserCode(String userCode);

  /** Replaces one; false, and nothing happens, unless it is as it {@code was}. */
  boolean replace(DeviceLogin was, DeviceLogin becomes);

  /** Takes one away; true for one caller only, and only when it is as it {@code was}. */
  boolean take(DeviceLogin was);
}
