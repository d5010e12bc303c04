package io.visiona.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code visiona login}: a person signs this program in, in the browser. */
@CommandLine.Command(
    name = "login",
    description = {
      "Sign in: opens the browser, or shows a code to enter in one elsewhere.",
      "The session is one of your own; it stands in your account and can be ended there."
    },
    mixinStandardHelpOptions = true)
final class LoginCommand extends Command {
  private static final int LONGEST_NAME = 60;
  private static final int MOST_UNANSWERED = 5;

  @Option(names = "--device", description = "Show a code, and open no browser.")
  boolean device;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "What the session is called in your account. Default: visiona on this host.")
  @Nullable String name;

  @Override
  ExitCode run() throws IOException, InterruptedException {
    URI address = serverAddress(readable());
    Optional<Browser> browser = device ? Optional.empty() : Browser.find(environment());
    try (Api api = new Api(address, null)) {
      JsonObject session =
          browser.isPresent() ? byBrowser(api, browser.get()) : byCode(api, start(api, null));
      endFormer(address);
      sessionFile()
          .write(
              new CliSession(
                  address,
                  session.getString("cookie"),
                  session.getString("username"),
                  session.getString("expires_at")));
      if (json) {
        terminal()
            .json(
                Json.createObjectBuilder()
                    .add("server", address.toString())
                    .add("username", session.getString("username"))
                    .add("session_id", session.getString("session_id"))
                    .add("expires_at", session.getString("expires_at"))
                    .build());
      } else {
        terminal()
            .line(
                "Signed in at " + address + " as " + Terminal.clean(session.getString("username")));
      }
      return ExitCode.OK;
    }
  }

  /** One that cannot be used is replaced. */
  private Optional<CliSession> readable() {
    try {
      return sessionFile().read();
    } catch (Failure unusable) {
      terminal().note(String.valueOf(unusable.getMessage()));
      return Optional.empty();
    }
  }

  private JsonObject start(Api api, @Nullable URI redirect) {
    JsonObjectBuilder order = Json.createObjectBuilder().add("name", shownName());
    if (redirect != null) {
      order.add("redirect_uri", redirect.toString());
    }
    return api.post("/api/auth/device", order.build());
  }

  private JsonObject byBrowser(Api api, Browser browser) throws IOException, InterruptedException {
    try (Loopback loopback = new Loopback()) {
      JsonObject begun = start(api, loopback.address());
      URI page = page(api, begun, "verification_uri_complete");
      if (!browser.open(page)) {
        return byCode(api, start(api, null));
      }
      terminal()
          .note(
              "Your browser asks whether to sign this program in, with the code "
                  + code(begun)
                  + ".\nIf it does not, open "
                  + page);
      long end = System.nanoTime() + Duration.ofSeconds(begun.getInt("expires_in")).toNanos();
      for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
        Loopback.Answer answer = loopback.await(Duration.ofNanos(left));
        if (answer != null) {
          String code = answer.code();
          if (code == null) {
            throw new Failure(ExitCode.REFUSED, "You did not sign this program in.");
          }
          Optional<JsonObject> session = redeemed(api, begun, code);
          if (session.isPresent()) {
            return session.get();
          }
        }
      }
      throw new Failure(ExitCode.REFUSED, "Nobody signed this program in.");
    }
  }

  /** What is no code of ours is somebody else's play, and waited on. */
  private static Optional<JsonObject> redeemed(Api api, JsonObject begun, String code)
      throws InterruptedException {
    for (; ; ) {
      try {
        return Optional.of(
            api.post(
                "/api/auth/device/token",
                Json.createObjectBuilder()
                    .add("device_code", begun.getString("device_code"))
                    .add("code", code)
                    .build()));
      } catch (Failure failure) {
        switch (failure.code()) {
          case "invalid_grant", "authorization_pending", "bad_request" -> {
            return Optional.empty();
          }
          case "slow_down" -> Thread.sleep(Duration.ofSeconds(begun.getInt("interval")));
          default -> throw failure;
        }
      }
    }
  }

  private JsonObject byCode(Api api, JsonObject begun) throws InterruptedException {
    terminal()
        .note(
            "Open "
                + page(api, begun, "verification_uri")
                + " in a browser, and enter the code "
                + code(begun));
    Duration pause = Duration.ofSeconds(begun.getInt("interval"));
    int unanswered = 0;
    for (; ; ) {
      Thread.sleep(pause);
      try {
        return api.post(
            "/api/auth/device/token",
            Json.createObjectBuilder().add("device_code", begun.getString("device_code")).build());
      } catch (Failure failure) {
        if (failure.code().equals("slow_down")) {
          pause = pause.plusSeconds(5);
        } else if (failure.exitCode() == ExitCode.UNAVAILABLE) {
          unanswered++;
          if (unanswered > MOST_UNANSWERED) {
            throw failure;
          }
        } else if (!failure.code().equals("authorization_pending")) {
          throw failure;
        }
      }
    }
  }

  /** A page of the server that was asked, and of no other. */
  private static URI page(Api api, JsonObject begun, String field) {
    URI page = URI.create(begun.getString(field));
    if (!page.getPath().equals("/connect")
        || !("https".equals(page.getScheme()) || "http".equals(page.getScheme()))) {
      throw new Failure(ExitCode.FAULT, api.server() + " names no page to sign in at.");
    }
    return page;
  }

  private static String code(JsonObject begun) {
    return Terminal.clean(begun.getString("user_code"));
  }

  private void endFormer(URI address) {
    Optional<CliSession> former;
    try {
      former = sessionFile().read().filter(session -> session.server().equals(address));
    } catch (Failure unusable) {
      return;
    }
    if (former.isPresent()) {
      try (Api api = new Api(address, former.get().cookie())) {
        api.post("/api/auth/logout");
      } catch (Failure over) {
        if (over.exitCode() != ExitCode.NOT_SIGNED_IN) {
          terminal().note("The former session was not ended: " + over.getMessage());
        }
      }
    }
  }

  private String shownName() {
    if (name != null) {
      return name;
    }
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      host = "an unnamed host";
    }
    String shown = "visiona on " + Terminal.clean(host);
    return shown.substring(0, Math.min(shown.length(), LONGEST_NAME));
  }
}
