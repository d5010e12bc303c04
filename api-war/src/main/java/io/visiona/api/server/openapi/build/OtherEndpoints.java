package io.visiona.api.server.openapi.build;

import io.visiona.api.devices.Routes;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASModelReader;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.Paths;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * What no annotation tells: the frame of the document, what is forwarded, what servlets answer, and
 * the parts that several operations share.
 */
public final class OtherEndpoints implements OASModelReader {
  /** What the implementation makes it with. */
  public OtherEndpoints() {}

  @Override
  public OpenAPI buildModel() {
    Paths paths = OASFactory.createPaths();
    ForwardedPaths.of(Routes.TABLE).forEach(paths::addPathItem);
    servlet(
        paths,
        "/healthz",
        "healthz",
        "The process answers.",
        Parts.json(
            "It does.",
            Parts.object(Map.of("status", OASFactory.createSchema().constValue("ok")))));
    servlet(
        paths,
        "/openapi",
        "openapi",
        "This description.",
        Parts.json("OpenAPI 3.1.", Parts.anyObject()));
    health(paths, "live", "Down only when a restart would help.");
    health(paths, "ready", "Down while something that is needed is away.");
    health(paths, "started", "Up once the application has started.");
    return OASFactory.createOpenAPI()
        .openapi("3.1.1")
        .info(
            OASFactory.createInfo()
                .title("visionA")
                .version("1")
                .description(
                    "Reaching one's own agents from anywhere. Times are RFC 3339 in UTC; unknown"
                        + " fields are ignored."))
        .addServer(OASFactory.createServer().url("/"))
        .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("session"))
        .paths(paths)
        .components(Parts.components());
  }

  private static void health(Paths paths, String name, String summary) {
    APIResponse response = OASFactory.createAPIResponse().ref("Health");
    Operation operation = operation("health", name, summary, "200", response);
    operation.getResponses().addAPIResponse("503", response);
    paths.addPathItem("/health/" + name, OASFactory.createPathItem().GET(operation));
  }

  private static void servlet(
      Paths paths, String path, String id, String summary, APIResponse response) {
    Operation operation = operation("health", id, summary, "200", response);
    paths.addPathItem(path, OASFactory.createPathItem().GET(operation));
  }

  static Operation operation(
      String tag, String id, String summary, String status, APIResponse response) {
    return OASFactory.createOperation()
        .addTag(tag)
        .operationId(id)
        .summary(summary)
        .responses(OASFactory.createAPIResponses().addAPIResponse(status, response));
  }
}
