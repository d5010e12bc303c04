package io.visiona.tests.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.visiona.launch.Person;
import jakarta.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The description that the server gives of its API, to hold answers against. Thread-safe. */
public final class Description {
  private static final String ADDRESS = "https://visiona.example/openapi";
  private static final String JSON = "application/json";

  private final JsonObject document;
  private final JsonSchemaFactory schemas;
  private final SchemaValidatorsConfig strict =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  /** What that server describes. */
  public Description(Stack stack) {
    String text = Plain.get(stack.api().resolve("/openapi")).body();
    document = Person.json(text);
    schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, text))));
  }

  /** Operations with that tag, as {@code GET /api/agents/{agent}/devices}. */
  public Set<String> operations(String tag) {
    Set<String> all = new TreeSet<>();
    document
        .getJsonObject("paths")
        .forEach((path, item) ->
            item.asJsonObject()
                .forEach((method, operation) -> {
                  if (!method.equals("parameters")
                      && operation.asJsonObject().getJsonArray("tags").toString().contains(tag)) {
                    all.add(method.toUpperCase(Locale.ROOT) + " " + path);
                  }
                }));
    return all;
  }

  /** A method that there is not of that path. */
  public String methodThatIsNot(String path) {
    JsonObject item = document.getJsonObject("paths").getJsonObject(path);
    return Stream.of("DELETE", "PUT", "PATCH")
        .filter(method -> !item.containsKey(method.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow();
  }

  /** Holds JSON against what the operation, as {@link #operations} gives it, may answer. */
  public void assertAnswer(String operation, String body) {
    String[] parts = operation.split(" ", 2);
    JsonObject answer =
        document
            .getJsonObject("paths")
            .getJsonObject(parts[1])
            .getJsonObject(parts[0].toLowerCase(Locale.ROOT))
            .getJsonObject("responses")
            .getJsonObject("2XX");
    String reference =
        answer
            .getJsonObject("content")
            .getJsonObject(JSON)
            .getJsonObject("schema")
            .getString("$ref");
    assertSchema(reference.substring(reference.lastIndexOf('/') + 1), body);
  }

  /** Holds JSON against the schema of that name. */
  public void assertSchema(String name, String body) {
    JsonSchema schema =
        schemas.getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/" + name), strict);
    assertThat(schema.validate(body, InputFormat.JSON)).as("%s %s", name, body).isEmpty();
  }
}
