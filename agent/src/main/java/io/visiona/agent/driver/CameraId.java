package io.visiona.agent.driver;

/**
 * A camera's id, of the same form as a {@link DeviceId}.
 *
 * @param value {@code [a-z0-9][a-z0-9._-]{0,63}}
 */
public record CameraId(String value) implements Comparable<CameraId> {
  public CameraId {
    if (!DeviceId.matches(value)) {
      throw new IllegalArgumentException("not an id");
    }
  }

  @Override
  public int compareTo(CameraId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
