package io.visiona.agent.driver;

/** What a driver tells by itself. */
public sealed interface DeviceChange {
  /** Whose change it is. */
  DeviceId id();

  /** A device was plugged in. */
  record Plugged(FoundDevice device) implements DeviceChange {
    @Override
    public DeviceId id() {
      return device.id();
    }
  }

  /** A device was unplugged; whatever is open of it fails with {@code device_removed}. */
  record Unplugged(DeviceId id) implements DeviceChange {}

  /** A device stopped working although nobody asked it anything. */
  record Failed(DeviceId id, DriverException why) implements DeviceChange {}
}
