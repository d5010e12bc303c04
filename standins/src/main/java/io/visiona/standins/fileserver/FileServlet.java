package io.visiona.standins.fileserver;

import io.visiona.standins.membercenter.DownloadGrant;
import io.visiona.standins.membercenter.DownloadGrants;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /faa/files/{key}} with a download token, as {@code Authorization: Bearer} or, for a
 * browser that was sent here, as {@code access_token} in the query. Of ranges {@code bytes=N-} is
 * offered, by which a broken download goes on.
 */
@WebServlet(FileServlet.BASE + "*")
public final class FileServlet extends HttpServlet {
  static final String BASE = "/faa/files/";

  private static final long serialVersionUID = 1L;
  private static final String BEARER = "Bearer ";
  private static final Pattern REST = Pattern.compile("bytes=(\\d{1,15})-");

  private final transient StoredFiles files;
  private final transient DownloadGrants grants;
  private final transient FileServerCors cors;

  @Inject
  FileServlet(StoredFiles files, DownloadGrants grants, FileServerCors cors) {
    this.files = files;
    this.grants = grants;
    this.cors = cors;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null) {
      cors.preflight(request, response);
      return;
    }
    cors.apply(request, response);
    response.setHeader("Cache-Control", "no-store");
    Optional<DownloadGrant> grant = token(request).flatMap(grants::find);
    if (grant.isEmpty()) {
      response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "a live download token is required");
      return;
    }
    Optional<String> key = Keys.of(request.getRequestURI().substring(BASE.length()));
    if (key.isEmpty()) {
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, "the path is not the path of an object");
    } else if (!grant.get().tenant().equals(DownloadGrants.TENANT)) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "the token is for another tenant");
    } else if (!grant.get().method().equals(request.getMethod())) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "the token is for another method");
    } else if (!grant.get().objectKey().equals(key.get())) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "the token is for another object");
    } else {
      send(files.find(key.get()), request.getHeader("Range"), response);
    }
  }

  /** One token; two are none (RFC 6750 section 2). */
  private static Optional<String> token(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    String[] query = request.getParameterValues("access_token");
    if (header != null) {
      return query == null && header.startsWith(BEARER)
          ? Optional.of(header.substring(BEARER.length()))
          : Optional.empty();
    }
    return query != null && query.length == 1 ? Optional.of(query[0]) : Optional.empty();
  }

  private static void send(
      Optional<Path> file, @Nullable String range, HttpServletResponse response)
      throws IOException {
    if (file.isEmpty()) {
      refuse(response, HttpServletResponse.SC_NOT_FOUND, "there is no such object");
      return;
    }
    response.setContentType("application/octet-stream");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Disposition", "attachment; filename=\"model.nef\"");
    response.setHeader("Accept-Ranges", "bytes");
    long size = Files.size(file.get());
    Matcher rest = REST.matcher(range == null ? "bytes=0-" : range);
    long first = rest.matches() ? Long.parseLong(rest.group(1)) : 0;
    if (first >= size && size > 0) {
      response.setHeader("Content-Range", "bytes */" + size);
      refuse(response, HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE, "behind the end");
      return;
    }
    if (first > 0) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader("Content-Range", "bytes " + first + "-" + (size - 1) + "/" + size);
    }
    response.setContentLengthLong(size - first);
    try (InputStream in = Files.newInputStream(file.get())) {
      in.skipNBytes(first);
      in.transferTo(response.getOutputStream());
    }
  }

  private static void refuse(HttpServletResponse response, int status, String why)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.getWriter().write(Json.createObjectBuilder().add("error", why).build().toString());
  }
}
