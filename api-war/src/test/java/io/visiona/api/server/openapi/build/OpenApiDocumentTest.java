package io.visiona.api.server.openapi.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.agents.AgentView;
import io.visiona.api.devices.DeviceRoute;
import io.visiona.api.devices.Routes;
import io.visiona.api.server.start.ApiApplication;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The description is complete: everything that is served is in it, and nothing else; every
 * reference leads somewhere.
 */
final class OpenApiDocumentTest {
  private static final JsonObject DOCUMENT = document();
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /** Served by servlets. */
  private static final Set<String> SERVLETS =
      Set.of(
          "get /healthz",
          "get /health/live",
          "get /health/ready",
          "get /health/started",
          "get /openapi");

  @Test
  void everyEndpoint_isDescribed_andNothingElse() {
    Set<String> served = new TreeSet<>(SERVLETS);
    new ApiApplication().getClasses().forEach(type -> served.addAll(endpoints(type)));
    Set<String> described =
        operations().map(Operation::id).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    described.removeAll(forwarded());
    assertThat(described).isEqualTo(served);
  }

  @Test
  void everyRowOfTheTable_isDescribed() {
    Set<String> described =
        operations().map(Operation::id).collect(HashSet::new, HashSet::add, HashSet::addAll);
    assertThat(described).containsAll(forwarded());
  }

  @Test
  void everyOperation_hasAnAnswerWithItsSchema_andErrors() {
    assertThat(operations())
        .allSatisfy(operation -> {
          JsonObject responses = operation.json().getJsonObject("responses");
          assertThat(responses.keySet())
              .as(operation.id())
              .anyMatch(status ->
                  status.startsWith("2") || status.startsWith("3") || status.equals("101"));
          responses.forEach((status, response) ->
              answers(operation.id() + " " + status, status, response.asJsonObject()));
          assertThat(responses.get("default")).as(operation.id()).isEqualTo(error());
          assertThat(operation.json().getString("operationId"))
              .as(operation.id())
              .matches("[A-Za-z_]+");
        });
    assertThat(operations().map(operation -> operation.json().getString("operationId")))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatNeedsASession_answers401_andWhatChangesSomethingAsksForTheCsrfHeader() {
    assertThat(operations().filter(operation -> !operation.json().containsKey("security")))
        .isNotEmpty()
        .allSatisfy(operation -> {
          assertThat(operation.json().getJsonObject("responses").get("401"))
              .as(operation.id())
              .isEqualTo(error());
          boolean asks = operation.json().toString().contains("#/components/parameters/Csrf");
          assertThat(asks).as(operation.id()).isEqualTo(!operation.id().startsWith("get "));
        });
  }

  /** Records that leave as JSON have all their fields, and null in those that may be null. */
  @Test
  void answer_hasEveryFieldOfItsRecord() {
    JsonObject agent = schema("Agent");
    assertThat(agent.getJsonObject("properties").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(AgentView.class.getRecordComponents())
                .map(OpenApiDocumentTest::snakeCase)
                .toList());
    assertThat(agent.getJsonArray("required"))
        .hasSize(AgentView.class.getRecordComponents().length);
    assertThat(agent.getJsonObject("properties").getJsonObject("online").get("type"))
        .hasToString("[\"boolean\",\"null\"]");
    assertThat(agent.getJsonObject("properties").getJsonObject("name").getString("type"))
        .isEqualTo("string");
  }

  @Test
  void request_needsWhatHasNoDefault_andSaysTheBoundsOfTheCode() {
    JsonObject exchange = schema("PairingExchange");
    assertThat(exchange.getJsonArray("required")).hasToString("[\"code\"]");
    assertThat(exchange.getJsonObject("properties").getJsonObject("name").getInt("maxLength"))
        .isEqualTo(100);
    assertThat(schema("NewPairingCode").containsKey("required")).isFalse();
  }

  /** What the other port serves, and what stands for a body that is read by hand. */
  @Test
  void whatIsNotForBrowsers_isNotDescribed() {
    assertThat(DOCUMENT.getJsonObject("paths").keySet())
        .noneMatch(path -> path.contains("internal"));
    assertThat(DOCUMENT.getJsonObject("components").getJsonObject("schemas").keySet())
        .noneMatch(name -> name.contains("JsonBody") || name.contains("Response"));
  }

  @Test
  void everyReference_leadsSomewhere_andEverythingIsReferred() {
    Matcher reference = Pattern.compile("\"\\$ref\":\"#(/[^\"]+)\"").matcher(DOCUMENT.toString());
    Set<String> referred = new HashSet<>();
    while (reference.find()) {
      referred.add(reference.group(1));
      assertThat(Json.createPointer(reference.group(1)).containsValue(DOCUMENT))
          .as(reference.group(1))
          .isTrue();
    }
    DOCUMENT
        .getJsonObject("components")
        .getJsonObject("schemas")
        .keySet()
        .forEach(name -> assertThat(referred).contains("/components/schemas/" + name));
  }

  private record Operation(String id, JsonObject json) {}

  private static Stream<Operation> operations() {
    return DOCUMENT.getJsonObject("paths").entrySet().stream()
        .flatMap(path ->
            path.getValue().asJsonObject().entrySet().stream()
                .filter(entry -> METHODS.contains(entry.getKey()))
                .map(entry ->
                    new Operation(
                        entry.getKey() + " " + path.getKey(), entry.getValue().asJsonObject())));
  }

  private static Set<String> forwarded() {
    Set<String> all = new HashSet<>();
    for (DeviceRoute route : Routes.TABLE) {
      List<String> methods =
          route.method().equals("*")
              ? List.of("get", "put", "post", "delete", "patch")
              : List.of(route.method());
      methods.forEach(method -> all.add(method.toLowerCase(Locale.ROOT) + " " + route.path()));
    }
    return all;
  }

  private static List<String> endpoints(Class<?> type) {
    jakarta.ws.rs.Path path = type.getAnnotation(jakarta.ws.rs.Path.class);
    List<String> found = new ArrayList<>();
    if (path != null) {
      for (Method method : type.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (http != null) {
            jakarta.ws.rs.Path below = method.getAnnotation(jakarta.ws.rs.Path.class);
            String whole = "/api/" + path.value() + "/" + (below == null ? "" : below.value());
            found.add(
                http.value().toLowerCase(Locale.ROOT)
                    + " "
                    + whole.replaceAll("/+", "/").replaceAll("/$", ""));
          }
        }
      }
    }
    return found;
  }

  private static void answers(String what, String status, JsonObject response) {
    JsonObject resolved = response;
    if (response.containsKey("$ref")) {
      JsonValue target =
          Json.createPointer(response.getString("$ref").substring(1)).getValue(DOCUMENT);
      resolved = target.asJsonObject();
    }
    assertThat(resolved.getString("description")).as(what).isNotBlank();
    boolean empty =
        status.equals("204")
            || status.startsWith("3")
            || resolved.getString("description").contains("without a body");
    if (!empty) {
      assertThat(resolved.getJsonObject("content").values())
          .as(what)
          .allMatch(media -> media.asJsonObject().containsKey("schema"));
    }
  }

  private static JsonObject document() {
    try {
      Path classes =
          Path.of(ApiApplication.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Json.createReader(new StringReader(DescriptionBuild.json(List.of(classes))))
          .readObject();
    } catch (IOException | URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static JsonObject schema(String name) {
    return DOCUMENT.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }

  private static JsonObject error() {
    return Json.createObjectBuilder().add("$ref", "#/components/responses/Error").build();
  }

  private static String snakeCase(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
