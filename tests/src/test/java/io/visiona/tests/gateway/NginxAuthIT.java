package io.visiona.tests.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.visiona.launch.Ports;
import io.visiona.tests.support.Nginx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx that asks {@code /gateway-auth}, set up as the documentation says. */
@OnGatewaySite
@SuppressWarnings("NullAway.Init") // made before each test
final class NginxAuthIT {
  private final GatewaySite site;
  private final String name = GatewaySite.newName();
  private final UUID user;

  @TempDir private Path folder;

  private HttpServer reports;
  private Nginx nginx;
  private URI front;

  NginxAuthIT(GatewaySite site) {
    this.site = site;
    this.user = site.importUser(name);
  }

  /** A service that nginx passes on to by itself, and that tells whom it was told about. */
  @BeforeEach
  void start() throws IOException {
    Nginx.assumed();
    reports = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    reports.createContext(
        "/",
        exchange -> {
          byte[] told =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestURI()
                      + " "
                      + exchange.getRequestHeaders().get("X-User-Id")
                      + " "
                      + exchange.getRequestHeaders().get("X-User-Groups"))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, told.length);
          exchange.getResponseBody().write(told);
          exchange.close();
        });
    reports.start();
    int port = Ports.freePort();
    front = URI.create("http://127.0.0.1:" + port);
    nginx = Nginx.start(folder, configuration(port), port);
  }

  @AfterEach
  void stop() {
    if (nginx != null) {
      nginx.close();
    }
    if (reports != null) {
      reports.stop(0);
    }
  }

  /** The example of docs/gateway.md, and what a server needs around it. */
  private String configuration(int port) {
    return """
      server {
        listen 127.0.0.1:%1$d;
        location / {
          auth_request /gateway-auth;
          auth_request_set $user_id $upstream_http_x_user_id;
          auth_request_set $groups $upstream_http_x_user_groups;
          proxy_set_header X-User-Id $user_id;
          proxy_set_header X-User-Groups $groups;
          proxy_pass http://127.0.0.1:%2$d;
        }
        location = /gateway-auth {
          internal;
          proxy_pass http://127.0.0.1:%3$d;
          proxy_pass_request_body off;
          proxy_set_header Host 127.0.0.1:%3$d;
          proxy_set_header Content-Length "";
          proxy_set_header X-Original-URI $request_uri;
          proxy_set_header X-Original-Method $request_method;
        }
      }
    """
        .formatted(port, reports.getAddress().getPort(), site.stack().ports().gateway());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(front.resolve(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private HttpResponse<String> get(String path, String... headers) {
    return GatewaySite.send(request(path, headers).build());
  }

  private String bearer(String... groups) {
    return "Bearer " + site.token(name, claims -> claims.claim("groups", List.of(groups)));
  }

  @Test
  void whoIsLetThrough_isNamedToTheService_andNobodyElseSays() {
    HttpResponse<String> let =
        get("/ops/report?month=5", "Authorization", bearer("ops"), "X-User-Id", "forged");
    assertThat(let.statusCode()).isEqualTo(200);
    assertThat(let.body()).isEqualTo("GET /ops/report?month=5 [" + user + "] [ops]");

    assertThat(get("/open/report").body()).isEqualTo("GET /open/report null null");
    HttpResponse<String> posted =
        GatewaySite.send(
            request("/ops/report", "Authorization", bearer("admin"))
                .POST(BodyPublishers.ofString("a body that is not asked about"))
                .build());
    assertThat(posted.body()).startsWith("POST /ops/report [" + user + "]");
  }

  @Test
  void whoIsNotLetThrough_isToldByNginx_andTheServiceIsNotAsked() {
    assertThat(get("/ops/report").statusCode()).isEqualTo(401);
    assertThat(get("/ops/report").headers().firstValue("WWW-Authenticate").orElse(""))
        .startsWith("Bearer");
    assertThat(get("/ops/report", "Authorization", "Bearer forged").statusCode()).isEqualTo(401);
    assertThat(get("/ops/report", "Authorization", bearer("dev")).statusCode()).isEqualTo(403);
    assertThat(get("/nowhere/report", "Authorization", bearer("ops")).statusCode()).isEqualTo(403);
    HttpRequest method =
        request("/ops/report", "Authorization", bearer("ops"))
            .method("PURGE", BodyPublishers.noBody())
            .build();
    assertThat(GatewaySite.send(method).statusCode()).isEqualTo(403);
    assertThat(get("/gateway-auth").statusCode()).as("not from outside").isEqualTo(404);
  }

  @Test
  void signedInBrowser_isAskedAboutByItsCookie() {
    try (var alice = site.stack().signIn("alice")) {
      HttpResponse<String> let = get("/closed/report", "Cookie", alice.cookie());
      assertThat(let.statusCode()).isEqualTo(200);
      assertThat(let.body()).matches("GET /closed/report \\[[0-9a-f-]{36}] null");
      assertThat(get("/ops/report", "Cookie", alice.cookie()).statusCode())
          .as("a session has no claims")
          .isEqualTo(403);
    }
  }
}
