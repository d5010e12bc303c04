package io.visiona.shared.membercenter;

import io.visiona.shared.config.Secret;
import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Both clients against a scripted Member Center over real HTTP, with a clock that stands and pauses
 * that take no time.
 */
final class World implements AutoCloseable {
  static final String SECRET = "the secret:of+the%service&client";
  static final String DOWNLOADS_SECRET = "the secret:of+the%downloads&client";
  static final String TENANT = "tenant-of-the-tests";

  final ScriptedMemberCenter mc = new ScriptedMemberCenter();
  final MovableClock clock = new MovableClock();
  final RecordedPauses pauses;
  final List<String> ended = new CopyOnWriteArrayList<>();
  final MemberCenterTokenClient client;
  final DownloadTokenIssuer issuer;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final MemberCenterHttp http;

  World() throws IOException {
    this(MemberCenterHttp.LIMIT);
  }

  /** A world in which one attempt takes at most that long. */
  World(Duration limit) throws IOException {
    this(limit, new RecordedPauses(), Optional.empty());
  }

  /** A world whose pauses take the time they take. */
  static World withRealPauses() throws IOException {
    return new World(MemberCenterHttp.LIMIT, new RecordedPauses(), Optional.of(Thread::sleep));
  }

  private World(Duration limit, RecordedPauses pauses, Optional<Pauses> real) throws IOException {
    this.pauses = pauses;
    Pauses taken = real.orElse(pauses);
    http = new MemberCenterHttp(executor, new TlsConfig(Optional.empty(), new Secret("")), limit);
    TokenFetches fetches = (name, kind, outcome) -> ended.add(name + " " + kind + " " + outcome);
    ClientRegistration service = new ClientRegistration(mc.uri(), "the client", new Secret(SECRET));
    ClientRegistration downloads =
        new ClientRegistration(mc.uri(), "the downloads client", new Secret(DOWNLOADS_SECRET));
    client =
        new MemberCenterTokenClient(
            Optional.of(
                new TokenMechanism(
                    service, TokenPolicy.serviceClient(), http, executor, clock, taken, fetches)));
    issuer =
        new DownloadTokenIssuer(
            Optional.of(
                new FileAccess(
                    downloads, TENANT, URI.create("https://files.test"), Duration.ofMinutes(2))),
            Optional.of(
                new TokenMechanism(
                    downloads, TokenPolicy.downloads(), http, executor, clock, taken, fetches)));
  }

  /** Runs a caller on a thread of its own. */
  <T> Future<T> start(Callable<T> caller) {
    return executor.submit(caller);
  }

  <T> List<Future<T>> start(int callers, Callable<T> caller) {
    List<Future<T>> started = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      started.add(start(caller));
    }
    return started;
  }

  /** A token answer as the Member Center gives it. */
  static Script token(String token, long expiresIn) {
    return Script.ok(
        "{\"access_token\":\""
            + token
            + "\",\"token_type\":\"Bearer\",\"expires_in\":"
            + expiresIn
            + "}");
  }

  @Override
  public void close() throws IOException {
    http.close();
    executor.shutdownNow();
    mc.close();
  }
}
