package io.visiona.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.agents.AgentResource;
import io.visiona.api.agents.AgentView;
import io.visiona.api.agents.SessionView;
import io.visiona.api.conversion.ConversionResource;
import io.visiona.api.conversion.ConversionView;
import io.visiona.api.conversion.ConversionsResource;
import io.visiona.api.forward.Route;
import io.visiona.api.forward.Routes;
import io.visiona.api.http.Page;
import io.visiona.api.models.ModelDownload;
import io.visiona.api.models.ModelView;
import io.visiona.api.pairing.ExchangeResource;
import io.visiona.api.pairing.IssuedCode;
import io.visiona.api.pairing.PairingCode;
import io.visiona.api.start.ApiApplication;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The description is complete: everything that is served is in it, and nothing else; every reference leads somewhere. */
final class OpenApiDocumentTest {
  private static final JsonObject DOCUMENT = OpenApiDocument.of(Routes.TABLE);
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

  /** Served by servlets. */
  private static final Set<String> SERVLETS =
      Set.of("get /healthz", "get /health/live", "get /health/ready", "get /health/started", "get /openapi");

  /** Records that leave as JSON, by the schema that describes them. */
  private static final Map<String, Class<?>> RECORDS =
      Map.ofEntries(
          Map.entry("Agent", AgentView.class),
          Map.entry("AgentPage", Page.class),
          Map.entry("AgentSession", SessionView.class),
          Map.entry("Revoked", AgentResource.Revoked.class),
          Map.entry("NewToken", AgentResource.NewToken.class),
          Map.entry("Paired", ExchangeResource.Paired.class),
          Map.entry("IssuedCode", IssuedCode.class),
          Map.entry("PairingCode", PairingCode.class),
          Map.entry("PairingCodePage", Page.class),
          Map.entry("Model", ModelView.class),
          Map.entry("ModelPage", Page.class),
          Map.entry("ModelDownload", ModelDownload.class),
          Map.entry("Session", io.visiona.api.auth.SessionView.class),
          Map.entry("SessionPage", Page.class),
          Map.entry("Conversion", ConversionView.class),
          Map.entry("ConversionPage", Page.class),
          Map.entry("BegunConversion", ConversionsResource.Begun.class),
          Map.entry("Promoted", ConversionResource.Promoted.class));

  @Test
  void everyEndpoint_isDescribed_andNothingElse() {
    Set<String> served = new TreeSet<>(SERVLETS);
    new ApiApplication().getClasses().forEach(type -> served.addAll(endpoints(type)));
    Set<String> described = operations().map(Operation::id).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    described.removeAll(forwarded());
    assertThat(described).isEqualTo(served);
  }

  @Test
  void everyRowOfTheTable_isDescribed() {
    Set<String> described = operations().map(Operation::id).collect(HashSet::new, HashSet::add, HashSet::addAll);
    assertThat(described).containsAll(forwarded());
  }

  @Test
  void everyOperation_hasAnAnswerWithItsSchema_andErrors() {
    assertThat(operations())
        .allSatisfy(
            operation -> {
              JsonObject responses = operation.json().getJsonObject("responses");
              assertThat(responses.keySet()).as(operation.id()).anyMatch(status -> status.startsWith("2") || status.startsWith("3"));
              responses.forEach((status, response) -> answers(operation.id() + " " + status, status, response.asJsonObject()));
              assertThat(responses.get("default")).as(operation.id()).isEqualTo(error());
              assertThat(operation.json().getString("operationId")).as(operation.id()).matches("[A-Za-z_]+");
            });
    assertThat(operations().map(operation -> operation.json().getString("operationId"))).doesNotHaveDuplicates();
  }

  @Test
  void whatNeedsASession_answers401_andWhatChangesSomethingAsksForTheCsrfHeader() {
    assertThat(operations().filter(operation -> !operation.json().containsKey("security")))
        .isNotEmpty()
        .allSatisfy(
            operation -> {
              assertThat(operation.json().getJsonObject("responses").get("401")).as(operation.id()).isEqualTo(error());
              boolean asks = operation.json().toString().contains("#/components/parameters/Csrf");
              assertThat(asks).as(operation.id()).isEqualTo(!operation.id().startsWith("get "));
            });
  }

  @Test
  void schemas_haveTheFieldsOfTheRecords() {
    JsonObject schemas = DOCUMENT.getJsonObject("components").getJsonObject("schemas");
    RECORDS.forEach(
        (name, type) -> {
          List<String> fields = Stream.of(type.getRecordComponents()).map(OpenApiDocumentTest::snakeCase).toList();
          JsonObject schema = schemas.getJsonObject(name);
          assertThat(schema.getJsonObject("properties").keySet()).as(name).containsExactlyInAnyOrderElementsOf(fields);
          assertThat(schema.getJsonArray("required")).as(name).extracting(Object::toString).hasSameSizeAs(fields);
        });
  }

  @Test
  void everyReference_leadsSomewhere_andEverythingIsReferred() {
    Matcher reference = Pattern.compile("\"\\$ref\":\"#(/[^\"]+)\"").matcher(DOCUMENT.toString());
    Set<String> referred = new HashSet<>();
    while (reference.find()) {
      referred.add(reference.group(1));
      assertThat(Json.createPointer(reference.group(1)).containsValue(DOCUMENT)).as(reference.group(1)).isTrue();
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
        .flatMap(
            path ->
                path.getValue().asJsonObject().entrySet().stream()
                    .filter(entry -> METHODS.contains(entry.getKey()))
                    .map(entry -> new Operation(entry.getKey() + " " + path.getKey(), entry.getValue().asJsonObject())));
  }

  private static Set<String> forwarded() {
    Set<String> all = new HashSet<>();
    for (Route route : Routes.TABLE) {
      List<String> methods = route.method().equals("*") ? List.of("get", "put", "post", "delete", "patch") : List.of(route.method());
      methods.forEach(method -> all.add(method.toLowerCase(Locale.ROOT) + " /api/agents/{agent}" + route.template()));
    }
    return all;
  }

  private static List<String> endpoints(Class<?> type) {
    Path path = type.getAnnotation(Path.class);
    List<String> found = new ArrayList<>();
    if (path != null) {
      for (Method method : type.getDeclaredMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (http != null) {
            Path below = method.getAnnotation(Path.class);
            String whole = "/api/" + path.value() + "/" + (below == null ? "" : below.value());
            found.add(http.value().toLowerCase(Locale.ROOT) + " " + whole.replaceAll("/+", "/").replaceAll("/$", ""));
          }
        }
      }
    }
    return found;
  }

  private static void answers(String what, String status, JsonObject response) {
    JsonObject resolved = response;
    if (response.containsKey("$ref")) {
      JsonValue target = Json.createPointer(response.getString("$ref").substring(1)).getValue(DOCUMENT);
      resolved = target.asJsonObject();
    }
    assertThat(resolved.getString("description")).as(what).isNotBlank();
    boolean empty = status.equals("204") || status.startsWith("3") || resolved.getString("description").contains("without a body");
    if (!empty) {
      assertThat(resolved.getJsonObject("content").values()).as(what).allMatch(media -> media.asJsonObject().containsKey("schema"));
    }
  }

  private static JsonObject error() {
    return Json.createObjectBuilder().add("$ref", "#/components/responses/Error").build();
  }

  private static String snakeCase(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
