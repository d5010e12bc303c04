package io.visiona.api.devices;

import io.visiona.api.forward.ForwardTarget;
import io.visiona.shared.exchange.Field;
import io.visiona.shared.exchange.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The header fields of an agent's answer that pass: few, and each held to its form. */
final class DeviceResponseFields {
  /** Of one picture: what it is, never how a page may use it. */
  private static final List<String> FRAME = List.of("X-Frame-Id", "X-Frame-Time", "X-Frame-State");

  private static final Pattern FRAME_VALUE = Pattern.compile("[A-Za-z0-9:._+-]{1,64}");

  private DeviceResponseFields() {}

  /**
   * The fields for the client.
   *
   * @param prefix where the agent is seen from outside
   */
  static List<Field> of(ResponseHead head, ResponseType type, String prefix) {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Content-Type", type.header()));
    switch (type.content()) {
      case JSON ->
          head.first("Location")
              .filter(
                  place -> place.startsWith("/api/") && ForwardTarget.isForwardable(place, place))
              .ifPresent(place ->
                  // A place of the same agent's API, which is somewhere else from here.
                  fields.add(new Field("Location", prefix + place.substring("/api".length()))));
      case PICTURE -> {
        for (String name : FRAME) {
          head.first(name)
              .filter(value -> FRAME_VALUE.matcher(value).matches())
              .ifPresent(value -> fields.add(new Field(name, value)));
        }
      }
      case EVENTS, PICTURES -> fields.add(new Field("X-Accel-Buffering", "no"));
    }
    return fields;
  }
}
