package io.visiona.api.server.openapi;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/docs}: the description of the API for people, by Swagger UI, whose files are among
 * the console's. Requests that it sends go with the session of who looks at it.
 */
@Path("/docs")
@Tag(name = "health")
@Singleton
public class DocsResource {
  /**
   * As the policy of the console, without trusted types: Swagger UI makes HTML of what it shows,
   * which DOMPurify has cleaned, and has pictures in its style sheet.
   */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private static final String HTML = "text/html;charset=utf-8";
  private static final String SCRIPT = "text/javascript;charset=utf-8";

  private final String page = text("docs.html");
  private final String script = text("docs.js");

  /** The page. */
  @GET
  @Produces(HTML)
  @Operation(operationId = "docs", summary = "This description, for people.")
  @APIResponse(
      responseCode = "200",
      description = "A page.",
      content = @Content(schema = @Schema(implementation = String.class)))
  public String page(@Context HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("Cache-Control", "no-cache");
    return page;
  }

  /** What starts it: inline scripts do not run. */
  @GET
  @Path("/start.js")
  @Produces(SCRIPT)
  @Operation(operationId = "docsScript", summary = "What starts the page.")
  @APIResponse(
      responseCode = "200",
      description = "A script.",
      content = @Content(schema = @Schema(implementation = String.class)))
  public String script(@Context HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-cache");
    return script;
  }

  private static String text(String name) {
    return new String(BuiltFiles.read(name), StandardCharsets.UTF_8);
  }
}
