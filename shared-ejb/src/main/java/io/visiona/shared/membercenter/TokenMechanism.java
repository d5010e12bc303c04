package io.visiona.shared.membercenter;

import io.visiona.shared.coding.ContentCodings;
import io.visiona.shared.config.Secret;
import io.visiona.shared.logging.Pseudonyms;
import io.visiona.shared.membercenter.TokenCache.Fetched;
import io.visiona.shared.membercenter.TokenFetches.Kind;
import io.visiona.shared.membercenter.TokenFetches.Outcome;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * Gets service tokens by client credentials (RFC 6749 section 4.4), keeps them, and gets download
 * tokens with them. Thread-safe; callers block, so they run on virtual threads.
 */
final class TokenMechanism {
  private static final Logger LOG = System.getLogger(TokenMechanism.class.getName());

  /** What download tokens are asked for with. */
  static final String DELEGATE_SCOPE = "files:download.delegate";

  private final ClientRegistration client;
  private final TokenPolicy policy;
  private final MemberCenterHttp http;
  private final Clock clock;
  private final Pauses pauses;
  private final TokenFetches fetches;
  private final TokenCache tokens;

  TokenMechanism(
      ClientRegistration client,
      TokenPolicy policy,
      MemberCenterHttp http,
      ExecutorService executor,
      Clock clock,
      Pauses pauses,
      TokenFetches fetches) {
    this.client = client;
    this.policy = policy;
    this.http = http;
    this.clock = clock;
    this.pauses = pauses;
    this.fetches = fetches;
    this.tokens = new TokenCache(this::fetch, policy.skew(), clock, executor);
  }

  /** A fresh service token. */
  Secret serviceToken(String scope, Deadline deadline)
      throws InterruptedException, TimeoutException {
    if (scope.isBlank()) {
      throw new IllegalArgumentException("scope is required");
    }
    return tokens.get(scope, deadline);
  }

  /** A download token, never the same one twice. */
  DownloadToken downloadToken(DownloadRequest wanted, Deadline deadline)
      throws InterruptedException, TimeoutException {
    Secret bearer = serviceToken(DELEGATE_SCOPE, deadline);
    HttpRequest request =
        HttpRequest.newBuilder(Urls.at(client.base(), "/file-access/download-tokens"))
            .header("Accept", "application/json")
            .header("Accept-Encoding", ContentCodings.NONE)
            .header("Authorization", "Bearer " + bearer.value())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(wanted.toJson()))
            .build();
    Result<DownloadToken> result =
        call(
            Kind.DOWNLOAD_TOKEN,
            request,
            deadline,
            (answer, sent) -> downloadToken(answer, sent, wanted.ttl()));
    return switch (result) {
      case Result.Got<DownloadToken>(DownloadToken token) -> token;
      case Result.Missed<DownloadToken>(FetchFailure failure) -> {
        if (failure instanceof FetchFailure.Unauthorized) {
          tokens.drop(DELEGATE_SCOPE, bearer);
        }
        LOG.log(
            Level.WARNING,
            "No download token for user {0}, object {1}: {2}",
            Pseudonyms.of(wanted.user()),
            Pseudonyms.of(wanted.objectKey()),
            failure.what());
        throw policy.names().ofDownloadToken(failure);
      }
    };
  }

  private Fetched fetch(String scope) throws InterruptedException {
    HttpRequest request = policy.authentication().tokenRequest(client, scope);
    try {
      return switch (call(Kind.SERVICE_TOKEN, request, Deadline.NEVER, this::fetched)) {
        case Result.Got<Fetched>(Fetched token) -> token;
        case Result.Missed<Fetched>(FetchFailure failure) ->
            throw policy.names().ofServiceToken(failure);
      };
    } catch (TimeoutException impossible) {
      throw new IllegalStateException("a fetch has no deadline", impossible);
    }
  }

  private Optional<Fetched> fetched(JsonObject answer, Instant sent) {
    return ResponseFields.token(answer, "access_token")
        .flatMap(token ->
            policy.lifetimes().of(answer).map(lifetime -> new Fetched(token, sent.plus(lifetime))));
  }

  private Optional<DownloadToken> downloadToken(JsonObject answer, Instant sent, Duration asked) {
    return ResponseFields.token(answer, "token")
        .flatMap(token ->
            policy
                .expiry()
                .of(answer, sent, asked)
                .map(expiry -> new DownloadToken(token, expiry)));
  }

  /** What came of a call, its further attempts included. */
  private sealed interface Result<T> {
    record Got<T>(T value) implements Result<T> {}

    record Missed<T>(FetchFailure failure) implements Result<T> {}
  }

  /**
   * Times are counted from when the attempt was sent: the Member Center's own count began no
   * earlier.
   */
  private <T> Result<T> call(
      Kind kind,
      HttpRequest request,
      Deadline deadline,
      BiFunction<JsonObject, Instant, Optional<T>> reading)
      throws InterruptedException, TimeoutException {
    Outcome outcome = Outcome.CANCELLED;
    try {
      for (int attempt = 0; ; attempt++) {
        Instant sent = clock.instant();
        Result<T> result =
            switch (http.send(request, policy, deadline)) {
              case FetchResult.Document(JsonObject answer) ->
                  reading
                      .apply(answer, sent)
                      .<Result<T>>map(Result.Got::new)
                      .orElseGet(() ->
                          new Result.Missed<>(
                              new FetchFailure.Unusable(
                                  "an answer without a usable token or lifetime")));
              case FetchResult.Failed(FetchFailure failure) -> new Result.Missed<>(failure);
            };
        if (attempt < policy.pauses().size()
            && result instanceof Result.Missed<T>(FetchFailure.Unreachable _)) {
          pauses.pause(deadline.atMost(policy.pauses().get(attempt)));
          deadline.check();
          continue;
        }
        outcome =
            result instanceof Result.Missed<T>(FetchFailure failure)
                ? Outcome.of(failure)
                : Outcome.SUCCESS;
        return result;
      }
    } finally {
      fetches.ended(policy.name(), kind, outcome);
    }
  }
}
