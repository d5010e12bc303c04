package io.visiona.shared.exchange;

import java.util.List;
import java.util.Optional;

/** Status and fields of a final response, or of a 101, as received. */
public record ResponseHead(int status, List<Field> fields) {
  public ResponseHead {
    fields = List.copyOf(fields);
  }

  /** The first field of that name. */
  public Optional<String> first(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).findFirst();
  }
}
