package io.visiona.api.openapi;

import io.visiona.api.forward.Route;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Puts the description together (OpenAPI 3.1.1): what the resources offer is written by hand in {@code paths.json} and {@code
 * components.json}, what is forwarded comes from the table of routes, and what every operation may answer is added here.
 */
final class OpenApiDocument {
  private static final String VERSION = "3.1.1";
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /** Those that a table row for any method stands for; the others mean nothing to a generated client. */
  private static final List<String> ANY = List.of("get", "put", "post", "delete", "patch");

  private static final Set<String> SAFE = Set.of("get", "head", "options");
  private static final JsonObject ERROR = reference("responses", "Error");

  private OpenApiDocument() {}

  static JsonObject of(List<Route> routes) {
    JsonObjectBuilder paths = Json.createObjectBuilder();
    read("paths.json").forEach((path, item) -> paths.add(path, completed(item.asJsonObject())));
    routes.forEach(route -> paths.add("/api/agents/{agent}" + route.template(), completed(forwarded(route))));
    return Json.createObjectBuilder()
        .add("openapi", VERSION)
        .add(
            "info",
            Json.createObjectBuilder()
                .add("title", "visionA")
                .add("version", "1")
                .add("description", "Reaching one's own agents from anywhere. Times are RFC 3339 in UTC; unknown fields are ignored."))
        .add("servers", Json.createArrayBuilder().add(Json.createObjectBuilder().add("url", "/")))
        .add("security", Json.createArrayBuilder().add(Json.createObjectBuilder().add("session", Json.createArrayBuilder())))
        .add("paths", paths)
        .add("components", read("components.json"))
        .build();
  }

  private static JsonObject completed(JsonObject item) {
    JsonObjectBuilder complete = Json.createObjectBuilder();
    for (Map.Entry<String, JsonValue> entry : item.entrySet()) {
      boolean operation = METHODS.contains(entry.getKey());
      complete.add(entry.getKey(), operation ? withErrors(entry.getKey(), entry.getValue().asJsonObject()) : entry.getValue());
    }
    return complete.build();
  }

  /** What the filters in front of an operation ask and answer, and that anything may fail. */
  private static JsonObject withErrors(String method, JsonObject operation) {
    boolean open = operation.containsKey("security");
    JsonObjectBuilder responses = Json.createObjectBuilder(operation.getJsonObject("responses"));
    JsonObjectBuilder complete = Json.createObjectBuilder(operation);
    if (!open) {
      responses.add("401", ERROR);
    }
    if (!open && !SAFE.contains(method)) {
      responses.add("403", ERROR);
      JsonArrayBuilder parameters = Json.createArrayBuilder();
      if (operation.containsKey("parameters")) {
        operation.getJsonArray("parameters").forEach(parameters::add);
      }
      complete.add("parameters", parameters.add(reference("parameters", "Csrf")));
    }
    if (operation.containsKey("parameters") || operation.containsKey("requestBody")) {
      responses.add("400", ERROR);
    }
    if (operation.containsKey("requestBody")) {
      responses.add("413", ERROR).add("415", ERROR);
    }
    return complete.add("responses", responses.add("default", ERROR)).build();
  }

  private static JsonObject forwarded(Route route) {
    JsonObjectBuilder item =
        Json.createObjectBuilder()
            .add("parameters", Json.createArrayBuilder().add(reference("parameters", "Agent")).addAll(rest(route)));
    List<String> methods = route.method().equals("*") ? ANY : List.of(route.method().toLowerCase(Locale.ROOT));
    methods.forEach(method -> item.add(method, operation(route, method)));
    return item.build();
  }

  private static JsonArrayBuilder rest(Route route) {
    JsonArrayBuilder parameters = Json.createArrayBuilder();
    if (route.template().endsWith("/{path}")) {
      parameters.add(
          Json.createObjectBuilder()
              .add("name", "path")
              .add("in", "path")
              .add("required", true)
              .add("description", "The rest of the path, slashes included.")
              .add("schema", Json.createObjectBuilder().add("type", "string")));
    }
    return parameters;
  }

  private static JsonObject operation(Route route, String method) {
    JsonObjectBuilder responses =
        Json.createObjectBuilder()
            .add("2XX", Json.createObjectBuilder().add("description", "The agent's own answer.").add("content", anything()));
    for (String status : List.of("404", "502", "503", "504")) {
      responses.add(status, ERROR);
    }
    return Json.createObjectBuilder()
        .add("tags", Json.createArrayBuilder().add("forwarded"))
        .add("operationId", method + route.template().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", ""))
        .add("summary", route.description())
        .add("responses", responses)
        .build();
  }

  private static JsonObjectBuilder anything() {
    return Json.createObjectBuilder().add("*/*", Json.createObjectBuilder().add("schema", Json.createObjectBuilder()));
  }

  private static JsonObject reference(String kind, String name) {
    return Json.createObjectBuilder().add("$ref", "#/components/" + kind + "/" + name).build();
  }

  private static JsonObject read(String name) {
    InputStream in = OpenApiDocument.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is missing");
    }
    try (JsonReader reader = Json.createReader(in)) {
      return reader.readObject();
    }
  }
}
