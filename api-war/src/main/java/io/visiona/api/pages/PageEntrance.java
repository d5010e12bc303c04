package io.visiona.api.pages;

import io.visiona.api.agents.AgentPage;
import io.visiona.api.identity.signin.PageHosts;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.api.identity.signin.SessionGate;
import io.visiona.api.pages.PagePasses.NewBrowser;
import io.visiona.api.pages.PagePasses.Pass;
import io.visiona.api.platform.streams.PageLabel;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.head.RawTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a browser gets in to a page: it is sent to the site, which knows the person, and comes back
 * with a code for this page and this browser. Thread-safe.
 */
final class PageEntrance {
  private static final String START = PagePath.OURS + "/start";
  private static final String ENTER = PagePath.OURS + "/enter";

  private final PageHosts hosts;
  private final PublicSite site;
  private final PagePasses passes;
  private final SessionGate sessions;

  PageEntrance(PageHosts hosts, PublicSite site, PagePasses passes, SessionGate sessions) {
    this.hosts = hosts;
    this.site = site;
    this.passes = passes;
    this.sessions = sessions;
  }

  /** Where a browser that is not known to a page begins. */
  String start(PageLabel page, String path) {
    return hosts.origin(page) + START + "?to=" + PagePath.encoded(path);
  }

  /** Where a browser that is known to a page goes with its code. */
  String enter(PageLabel page, Pass pass, String browser, String path) {
    return hosts.origin(page)
        + ENTER
        + "?code="
        + passes.code(pass, page, browser)
        + "&to="
        + PagePath.encoded(path);
  }

  /** Answers what is this server's at a page's host. */
  void serve(
      HttpServletRequest request, HttpServletResponse response, PageLabel page, AgentPage agent)
      throws IOException {
    String path = RawTarget.of(request).split("\\?", 2)[0];
    if (!path.equals(START) && !path.equals(ENTER)) {
      PageResponses.unknown(response);
    } else if (!request.getMethod().equals("GET")) {
      response.setHeader("Allow", "GET");
      PageResponses.refuse(request, response, ErrorCode.METHOD_NOT_ALLOWED);
    } else if (path.equals(START)) {
      begin(request, response, page, agent, request.getParameter("to"));
    } else {
      finish(request, response, page, agent);
    }
  }

  /** Sends a browser on its way in, and tells a program that it has no way. */
  void ask(
      HttpServletRequest request,
      HttpServletResponse response,
      PageLabel page,
      AgentPage agent,
      String target)
      throws IOException {
    if (PageOrigin.changes(request) || !PageOrigin.isNavigation(request)) {
      PageResponses.refuse(request, response, ErrorCode.UNAUTHENTICATED);
    } else {
      begin(request, response, page, agent, target);
    }
  }

  private void begin(
      HttpServletRequest request,
      HttpServletResponse response,
      PageLabel page,
      AgentPage agent,
      @Nullable String path)
      throws IOException {
    Optional<String> known = passes.browser(request);
    String browser;
    if (known.isPresent()) {
      browser = known.get();
    } else {
      NewBrowser made = passes.newBrowser();
      response.addHeader("Set-Cookie", made.cookie());
      browser = made.hash();
    }
    String which = page.page().isEmpty() ? "" : "&page=" + page.page();
    PageResponses.redirect(
        response,
        site.at("/api/agents/" + agent.agent() + "/open")
            + "?to="
            + PagePath.encoded(PagePath.sanitise(path))
            + which
            + "&browser="
            + browser);
  }

  private void finish(
      HttpServletRequest request, HttpServletResponse response, PageLabel page, AgentPage agent)
      throws IOException {
    String code = request.getParameter("code");
    Optional<Pass> pass =
        passes
            .browser(request)
            .filter(_ -> code != null)
            .flatMap(browser -> passes.redeem(String.valueOf(code), page, browser))
            .filter(of -> of.agent().equals(agent.agent()))
            .filter(of -> sessions.live(of.session(), false).isPresent());
    if (pass.isEmpty()) {
      // Not sent round again: a browser that keeps no cookies would go round for ever.
      PageResponses.refuse(
          request,
          response,
          ErrorCode.FORBIDDEN,
          "This way in was used already, is too old, or belongs to another browser. Open the page again.");
      return;
    }
    response.addHeader("Set-Cookie", passes.cookie(pass.get(), page));
    PageResponses.redirect(
        response, hosts.origin(page) + PagePath.sanitise(request.getParameter("to")));
  }
}
