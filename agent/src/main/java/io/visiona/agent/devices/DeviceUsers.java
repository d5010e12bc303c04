package io.visiona.agent.devices;

import io.visiona.agent.driver.DeviceId;

/** Those who use devices and have to know when one goes. */
public interface DeviceUsers {
  /** A device was unplugged or failed; its use has ended. */
  void lost(DeviceId id, String reason);

  /** A device is to be disconnected: ends what uses it, but a flash. */
  void release(DeviceId id);
}
