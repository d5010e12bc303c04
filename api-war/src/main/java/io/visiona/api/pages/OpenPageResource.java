package io.visiona.api.pages;

import io.visiona.api.agents.Agent;
import io.visiona.api.agents.Agents;
import io.visiona.api.http.Caller;
import io.visiona.api.http.Ids;
import io.visiona.api.http.Problems;
import io.visiona.api.identity.sessions.UserSession;
import io.visiona.api.identity.signin.PageHosts;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.pages.PagePasses.Pass;
import io.visiona.api.platform.audit.Audited;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/agents/{agent}/open}: leads the person's browser to the agent's own pages, with what
 * lets it in there.
 */
@Path("/agents/{agent}/open")
@Tag(name = "agents")
@Dependent
@Produces(Problems.JSON)
public class OpenPageResource {
  private final Caller caller;
  private final Agents agents;
  private final PageHosts hosts;
  private final PublicSite site;
  private final PageEntrance entrance;

  @Inject
  public OpenPageResource(
      Caller caller, Agents agents, PageHosts hosts, PublicSite site, PageEntrance entrance) {
    this.caller = caller;
    this.agents = agents;
    this.hosts = hosts;
    this.site = site;
    this.entrance = entrance;
  }

  /**
   * 303 to the page. Where there are no hosts for pages, to the agent's site below this one's.
   *
   * @param to path and query there
   * @param page which of its pages, null for the first
   * @param browser what the page's host knows the browser by; null when it was not there yet
   */
  @GET
  @Audited("agent.open_page")
  @Operation(
      operationId = "openAgentPage",
      summary =
          "Leads a person's browser to the agent's own page, with a code that lets it in there once. A browser without a session is led to sign in first.")
  @APIResponse(
      responseCode = "303",
      description =
          "On to the page; where no hosts for pages are set up, to its place below the proxy path.")
  @APIResponse(responseCode = "403", ref = "Error")
  @APIResponse(responseCode = "404", ref = "Error")
  public Response open(
      @Context HttpServletRequest request,
      @PathParam("agent") String agent,
      @Parameter(
              description = "Path and query there.",
              schema = @Schema(implementation = String.class, defaultValue = "/"))
          @QueryParam("to")
          @Nullable String to,
      @Parameter(description = "Which of its pages; the first one without it.") @QueryParam("page")
          @Nullable String page,
      @Parameter(
              description = "What the page's host knows the browser by; it is set there.",
              schema = @Schema(implementation = String.class, pattern = "^[0-9a-f]{64}$"))
          @QueryParam("browser")
          @Nullable String browser) {
    UUID id = Ids.parse(agent);
    Agent owned =
        agents.find(caller.subject(), id).orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
    if (owned.pageName() == null) {
      owned =
          agents
              .withPageName(caller.subject(), id)
              .orElseThrow(() -> new ApiException(ErrorCode.NOT_FOUND));
    }
    PageLabel label = new PageLabel(String.valueOf(owned.pageName()), page == null ? "" : page);
    if (!Agents.permission(owned).allows(label)) {
      throw new ApiException(ErrorCode.PROXY_NOT_ALLOWED);
    }
    UserSession session =
        UserSession.of(request).orElseThrow(() -> new ApiException(ErrorCode.UNAUTHENTICATED));
    String path = PagePath.sanitise(to);
    if (!hosts.isOn()) {
      return seeOther(site.at("/api/agents/" + id + "/proxy" + path));
    }
    if (browser == null) {
      return seeOther(URI.create(entrance.start(label, path)));
    }
    if (!PagePasses.isBrowser(browser)) {
      throw new ApiException(ErrorCode.BAD_REQUEST);
    }
    return seeOther(URI.create(entrance.enter(label, new Pass(session.key(), id), browser, path)));
  }

  private static Response seeOther(URI place) {
    return Response.seeOther(place).header("Cache-Control", "no-store").build();
  }
}
