package io.visiona.api.server.openapi.build;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.jspecify.annotations.Nullable;

/**
 * What a record's components say of its JSON: an answer has all fields, and null in those that are
 * {@link Nullable}; a request may leave those out, and what is {@link Optional}, or say null.
 */
final class RecordFields implements OASFilter {
  private static final String SCHEMAS = "#/components/schemas/";

  private final Map<String, Class<?>> records;

  RecordFields(Map<String, Class<?>> records) {
    this.records = records;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    Map<String, Schema> schemas = document.getComponents().getSchemas();
    Set<String> requests = requests(document);
    records.forEach((name, record) -> {
      Schema schema = schemas.get(name);
      if (schema == null) {
        throw new IllegalStateException("no operation refers to the schema " + name);
      }
      complete(schema, record, requests.contains(name));
    });
  }

  private static void complete(Schema schema, Class<?> record, boolean request) {
    List<String> required = new ArrayList<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String name = snakeCase(component.getName());
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      boolean optional = nullable || component.getType() == Optional.class;
      if (!request || !optional) {
        required.add(name);
      }
      if (optional) {
        orNull(name, schema.getProperties().get(name));
      }
    }
    schema.setRequired(required.isEmpty() ? null : required);
  }

  private static void orNull(String name, @Nullable Schema field) {
    if (field == null || field.getType() == null || field.getEnumeration() != null) {
      throw new IllegalStateException(name + " cannot be described as something or null");
    }
    field.setType(List.of(field.getType().getFirst(), SchemaType.NULL));
  }

  private static Set<String> requests(OpenAPI document) {
    Set<String> names = new TreeSet<>();
    document.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .flatMap(RecordFields::bodies)
        .forEach(media -> {
          Schema schema = media.getSchema();
          if (schema != null && schema.getRef() != null) {
            names.add(schema.getRef().substring(SCHEMAS.length()));
          }
        });
    return names;
  }

  private static Stream<MediaType> bodies(Operation operation) {
    return operation.getRequestBody() == null
        ? Stream.empty()
        : operation.getRequestBody().getContent().getMediaTypes().values().stream();
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
