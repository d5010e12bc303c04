package io.visiona.bench.chain;

import io.visiona.launch.Await;
import io.visiona.launch.HttpProbe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx and HAProxy as Debian has them, in front of the same service. */
final class GatewayPeers {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private GatewayPeers() {}

  /** nginx as a plain proxy; empty when it is not installed. */
  static Optional<URI> nginx(Children children, Path folder, int port, int service)
      throws IOException {
    Optional<Path> program = program("nginx");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String configuration =
        """
        daemon off; worker_processes 2; pid %1$s/nginx.pid; error_log %1$s/nginx-error.log;
        events { worker_connections 4096; }
        http {
          access_log off; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s; uwsgi_temp_path %1$s; scgi_temp_path %1$s;
          keepalive_requests 1000000000;
          upstream service { server 127.0.0.1:%3$d; keepalive 100; keepalive_requests 1000000000; }
          server { listen 127.0.0.1:%2$d; location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; } }
        }
        """
            .formatted(folder, port, service);
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
    children.start(
        "nginx",
        Map.of(),
        List.of(program.get().toString(), "-p", folder.toString(), "-c", file.toString()));
    return Optional.of(serving(port));
  }

  /** HAProxy that checks the token; empty when it is not installed. */
  static Optional<URI> haproxy(Children children, Path folder, int port, int service, Path key)
      throws IOException {
    Optional<Path> program = program("haproxy");
    if (program.isEmpty()) {
      return Optional.empty();
    }
    String configuration =
        """
        global
          nbthread 2
          maxconn 4096
        defaults
          mode http
          timeout connect 2s
          timeout client 60s
          timeout server 60s
          http-reuse always
        frontend callers
          bind 127.0.0.1:%d
          http-request return status 200 content-type text/plain string up if { path /probe }
          http-request set-var(txn.bearer) http_auth_bearer
          http-request set-var(txn.alg) var(txn.bearer),jwt_header_query('$.alg')
          http-request set-var(txn.exp) var(txn.bearer),jwt_payload_query('$.exp','int')
          http-request set-var(txn.now) date()
          http-request deny deny_status 401 unless { var(txn.alg) -m str RS256 }
          http-request deny deny_status 401 unless { var(txn.bearer),jwt_verify(txn.alg,"%s") -m int 1 }
          http-request deny deny_status 401 if { var(txn.exp),sub(txn.now) -m int lt 0 }
          http-request set-header X-Username %%[var(txn.bearer),jwt_payload_query('$.username')]
          default_backend service
        backend service
          server service 127.0.0.1:%d maxconn 100
        """
            .formatted(port, key, service);
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
    children.start(
        "haproxy", Map.of(), List.of(program.get().toString(), "-db", "-f", file.toString()));
    return Optional.of(serving(port));
  }

  private static URI serving(int port) {
    URI uri = URI.create("http://127.0.0.1:" + port);
    if (!Await.until(LIMIT, () -> HttpProbe.status(uri.resolve("/probe")) == 200)) {
      throw new IllegalStateException("nothing serves at " + uri);
    }
    return uri;
  }

  private static Optional<Path> program(String name) {
    Optional<Path> found =
        Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    if (found.isEmpty()) {
      RunProgress.say(name + " is missing: apt-get install " + name);
    }
    return found;
  }
}
