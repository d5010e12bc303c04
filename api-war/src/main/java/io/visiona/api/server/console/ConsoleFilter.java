package io.visiona.api.server.console;

import io.visiona.api.http.Problems;
import io.visiona.api.identity.signin.PublicSite;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.FileAccessConfig;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Answers the console's addresses, to anybody: what a page shows it asks the API for. Stands before
 * authentication and passes on whatever is not the console's.
 */
public class ConsoleFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final List<String> FOLDERS =
      List.of("/assets/", "/texts/", "/webjars/", "/_static/");

  private final boolean https;
  private final String fileServer;
  private transient @Nullable ConsoleFiles files;
  private @Nullable String policy;

  @Inject
  public ConsoleFilter(PublicSite site, FileAccessConfig access) {
    this.https = site.https();
    this.fileServer =
        access
            .access()
            .map(at -> " " + at.baseUrl().getScheme() + "://" + at.baseUrl().getRawAuthority())
            .orElse("");
  }

  @Override
  public void init(FilterConfig config) throws ServletException {
    super.init(config);
    files = ConsoleFiles.read(config.getServletContext());
    policy = policy(files.importMapHash(), fileServer);
  }

  /** What pages may do: run our own files and the import map, and talk to us. */
  static String policy(String importMapHash, String fileServer) {
    return "default-src 'none'; script-src 'self' "
        + importMapHash
        + "; style-src 'self'; img-src 'self' blob:; connect-src 'self'"
        + fileServer
        + "; font-src 'none'; worker-src 'self'; manifest-src 'self'; form-action 'self';"
        + " base-uri 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types 'none'";
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ConsoleFiles known = Objects.requireNonNull(files, "init has run");
    boolean read = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    String path = request.getRequestURI();
    Served file = known.at(path);
    if (read && file != null) {
      send(request, response, file, HttpServletResponse.SC_OK);
    } else if (read && PageAddresses.isPage(path)) {
      send(request, response, known.index(), HttpServletResponse.SC_OK);
    } else if (FOLDERS.stream().anyMatch(path::startsWith) || path.equals("/index.html")) {
      headers(response);
      Problems.send(request, response, ErrorCode.NOT_FOUND);
    } else if (read && wantsPage(request) && !PageAddresses.isForPrograms(path)) {
      send(request, response, known.index(), HttpServletResponse.SC_NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void send(
      HttpServletRequest request, HttpServletResponse response, Served file, int status)
      throws IOException {
    headers(response);
    response.setHeader("Cache-Control", file.cacheControl());
    response.addHeader("Vary", "Accept-Encoding");
    response.setHeader("ETag", file.tag());
    if (status == HttpServletResponse.SC_OK && isKnown(request, file)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      response.flushBuffer();
      return;
    }
    response.setStatus(status);
    response.setContentType(file.type());
    boolean zip = accepts(request.getHeader("Accept-Encoding"), "gzip");
    if (zip) {
      response.setHeader("Content-Encoding", "gzip");
    }
    byte[] body = zip ? file.zipped() : file.plain();
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
    response.flushBuffer();
  }

  private void headers(HttpServletResponse response) {
    response.setHeader("Content-Security-Policy", policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("X-Frame-Options", "DENY");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    response.setHeader("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (https) {
      response.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
  }

  private static boolean isKnown(HttpServletRequest request, Served file) {
    String known = request.getHeader("If-None-Match");
    // Weak where something between has compressed it anew.
    return known != null
        && Arrays.stream(known.split(","))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(tag -> tag.equals(file.tag()) || tag.equals("*"));
  }

  private static boolean wantsPage(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  /** Whether a coding is named, and not with a weight of zero. */
  private static boolean accepts(@Nullable String header, String coding) {
    return header != null
        && Arrays.stream(header.split(","))
            .map(part -> part.replace(" ", ""))
            .anyMatch(part ->
                part.equals(coding)
                    || (part.startsWith(coding + ";q=") && !part.matches(".*;q=0(\\.0*)?")));
  }
}
