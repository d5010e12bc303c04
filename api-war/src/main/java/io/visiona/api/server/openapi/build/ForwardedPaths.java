package io.visiona.api.server.openapi.build;

import io.visiona.api.devices.DeviceRoute;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The operations that the table of what is forwarded makes. */
final class ForwardedPaths {
  /**
   * Those that a table row for any method stands for; the others mean nothing to a generated
   * client.
   */
  static final List<HttpMethod> ANY =
      List.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.POST, HttpMethod.DELETE, HttpMethod.PATCH);

  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  private ForwardedPaths() {}

  /** By path, in the table's order. */
  static Map<String, PathItem> of(List<DeviceRoute> table) {
    Map<String, List<DeviceRoute>> byPath =
        table.stream()
            .collect(
                Collectors.groupingBy(DeviceRoute::path, LinkedHashMap::new, Collectors.toList()));
    Map<String, PathItem> items = new LinkedHashMap<>();
    byPath.forEach((path, rows) -> items.put(path, item(rows)));
    return items;
  }

  private static PathItem item(List<DeviceRoute> rows) {
    PathItem item = OASFactory.createPathItem().parameters(parameters(rows.getFirst()));
    for (DeviceRoute row : rows) {
      List<HttpMethod> methods =
          row.method().equals("*") ? ANY : List.of(HttpMethod.valueOf(row.method()));
      methods.forEach(method -> item.setOperation(method, operation(row, method)));
    }
    return item;
  }

  private static List<Parameter> parameters(DeviceRoute route) {
    List<Parameter> parameters =
        NAME.matcher(route.template())
            .results()
            .map(found -> found.group(1))
            .filter(name -> !name.equals("agent"))
            .map(ForwardedPaths::parameter)
            .collect(Collectors.toList());
    parameters.addFirst(OASFactory.createParameter().ref("Agent"));
    return parameters;
  }

  private static Parameter parameter(String name) {
    return OASFactory.createParameter()
        .name(name)
        .in(Parameter.In.PATH)
        .required(true)
        .description(
            switch (name) {
              case "path" -> "The rest of the path, slashes included.";
              case "index" -> "Which of the batch, from 0 on.";
              default -> "The id of the " + name + ", unique on its agent.";
            })
        .schema(
            switch (name) {
              case "path" -> Parts.text();
              case "index" ->
                  OASFactory.createSchema()
                      .addType(SchemaType.INTEGER)
                      .minimum(BigDecimal.ZERO)
                      .maximum(BigDecimal.valueOf(999));
              default -> Parts.text().pattern("^[a-z0-9][a-z0-9._-]{0,63}$");
            });
  }

  private static Operation operation(DeviceRoute route, HttpMethod method) {
    boolean socket = route.kind() == DeviceRoute.Kind.WEBSOCKET;
    APIResponse response =
        socket
            ? OASFactory.createAPIResponse().description("JSON messages both ways, without a body.")
            : answer(route);
    Operation operation =
        OtherEndpoints.operation(
            "forwarded",
            operationId(route, method),
            route.description(),
            socket ? "101" : isEmpty(route) ? "204" : "2XX",
            response);
    route.query().forEach(name -> operation.addParameter(OASFactory.createParameter().ref(name)));
    for (String status : List.of("404", "501", "502", "503", "504")) {
      operation.getResponses().addAPIResponse(status, Parts.error());
    }
    String asks = route.asks();
    if (asks != null) {
      operation.requestBody(
          body(route.kind().isUpload() ? "multipart/form-data" : "application/json", asks));
    }
    return operation;
  }

  private static APIResponse answer(DeviceRoute route) {
    APIResponse answer = OASFactory.createAPIResponse().description("The agent's own answer.");
    return isEmpty(route) ? answer : answer.content(content(route));
  }

  /** One that says nothing but that it is done. */
  private static boolean isEmpty(DeviceRoute route) {
    return route.kind() == DeviceRoute.Kind.JSON && route.gives() == null;
  }

  private static String operationId(DeviceRoute route, HttpMethod method) {
    return method.name().toLowerCase(Locale.ROOT)
        + route.template().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "");
  }

  private static RequestBody body(String type, String schema) {
    Content content = OASFactory.createContent();
    add(content, type, Parts.named(schema));
    return OASFactory.createRequestBody().content(content);
  }

  private static Content content(DeviceRoute route) {
    Content content = OASFactory.createContent();
    if (route.kind() == DeviceRoute.Kind.PROXY) {
      add(content, "*/*", OASFactory.createSchema());
    }
    for (DeviceRoute.Content answer : route.kind().answers()) {
      switch (answer) {
        case JSON ->
            add(content, "application/json", Parts.named(Objects.requireNonNull(route.gives())));
        case EVENTS -> add(content, "text/event-stream", Parts.text());
        case PICTURES -> add(content, "multipart/x-mixed-replace", Parts.text());
        case PICTURE -> add(content, "image/jpeg", Parts.text());
      }
    }
    return content;
  }

  private static void add(Content content, String type, Schema schema) {
    content.addMediaType(type, OASFactory.createMediaType().schema(schema));
  }
}
