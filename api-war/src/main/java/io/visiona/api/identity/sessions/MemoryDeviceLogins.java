package io.visiona.api.identity.sessions;

import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Waiting programs of one server. One lock, held for a few map operations. */
public final class MemoryDeviceLogins implements DeviceLogins {
  private final Clock clock;
  private final int most;
  private final LinkedHashMap<String, DeviceLogin> byDevice = new LinkedHashMap<>();
  private final Map<String, String> deviceOfCode = new HashMap<>();

  /**
   * None yet.
   *
   * @param most in total, at least 1
   */
  public MemoryDeviceLogins(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  @Override
  public synchronized boolean add(DeviceLogin login) {
    dropOld();
    if (deviceOfCode.putIfAbsent(login.userCode(), login.deviceHash()) != null) {
      return false;
    }
    byDevice.put(login.deviceHash(), login);
    return true;
  }

  @Override
  public synchronized Optional<DeviceLogin> ofDevice(String deviceHash) {
    return Optional.ofNullable(byDevice.get(deviceHash)).filter(login -> !expired(login));
  }

  @Override
  public synchronized Optional<DeviceLogin> ofUserCode(String userCode) {
    return Optional.ofNullable(deviceOfCode.get(userCode)).flatMap(this::ofDevice);
  }

  @Override
  public synchronized boolean replace(DeviceLogin was, DeviceLogin becomes) {
    return byDevice.replace(was.deviceHash(), was, becomes);
  }

  @Override
  public synchronized boolean take(DeviceLogin was) {
    boolean taken = !expired(was) && byDevice.remove(was.deviceHash(), was);
    if (taken) {
      deviceOfCode.remove(was.userCode());
    }
    return taken;
  }

  /** They are kept in the order in which they came, so the oldest are first. */
  private void dropOld() {
    Iterator<DeviceLogin> eldest = byDevice.values().iterator();
    while (eldest.hasNext()) {
      DeviceLogin login = eldest.next();
      if (byDevice.size() < most && !expired(login)) {
        return;
      }
      eldest.remove();
      deviceOfCode.remove(login.userCode());
    }
  }

  private boolean expired(DeviceLogin login) {
    return !clock.instant().isBefore(login.createdAt().plus(LIFETIME));
  }
}
