package io.visiona.api.server.openapi.build;

import io.visiona.api.identity.signin.PublicEndpoints;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** What the filters in front of an operation ask and answer, and that anything may fail. */
final class CommonResponses implements OASFilter {
  private static final Set<HttpMethod> SAFE =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) ->
            item.getOperations().forEach((method, operation) -> complete(path, method, operation)));
  }

  /** Ids in paths of the API's own are UUIDs; those of an agent's things say themselves what. */
  @Override
  public Parameter filterParameter(Parameter parameter) {
    if (parameter.getIn() == Parameter.In.PATH && parameter.getDescription() == null) {
      String name = parameter.getName();
      parameter.setDescription("The id of the " + (name.equals("id") ? "thing" : name) + ".");
      parameter.setSchema(Parts.text().format("uuid"));
    }
    return parameter;
  }

  /** The format says it; SmallRye adds a pattern and an example of its own. */
  @Override
  public Schema filterSchema(Schema schema) {
    if ("uuid".equals(schema.getFormat())) {
      schema.setPattern(null);
    } else if ("date-time".equals(schema.getFormat())) {
      schema.setExamples(null);
    }
    return schema;
  }

  /**
   * JSON is UTF-8 anyway (RFC 8259 section 8.1), so that the parameter tells clients nothing; what
   * has no schema is no body.
   */
  @Override
  public APIResponse filterAPIResponse(APIResponse response) {
    if (response.getContent() != null) {
      Content content = OASFactory.createContent();
      response
          .getContent()
          .getMediaTypes()
          .forEach((type, media) -> {
            if (media.getSchema() != null) {
              content.addMediaType(type.replaceFirst(";.*", ""), media);
            }
          });
      response.setContent(content.getMediaTypes().isEmpty() ? null : content);
    }
    return response;
  }

  private static void complete(String path, HttpMethod method, Operation operation) {
    if (PublicEndpoints.contains(method.name(), path)) {
      operation.setSecurity(List.of());
    }
    boolean open = operation.getSecurity() != null;
    boolean body = operation.getRequestBody() != null;
    APIResponses responses = operation.getResponses();
    if (!open) {
      add(responses, "401");
    }
    boolean asksSomething = body || asksBesidePath(operation);
    if (!open && !SAFE.contains(method)) {
      add(responses, "403");
      operation.addParameter(OASFactory.createParameter().ref("Csrf"));
    }
    if (asksSomething) {
      add(responses, "400");
    }
    if (body) {
      List.of("413", "415").forEach(code -> add(responses, code));
    }
    add(responses, "default");
  }

  private static boolean asksBesidePath(Operation operation) {
    return operation.getParameters() != null
        && operation.getParameters().stream()
            .anyMatch(parameter -> parameter.getIn() != Parameter.In.PATH);
  }

  private static void add(APIResponses responses, String code) {
    responses.addAPIResponse(code, Parts.error());
  }
}
