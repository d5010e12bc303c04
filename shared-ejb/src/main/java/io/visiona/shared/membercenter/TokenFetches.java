package io.visiona.shared.membercenter;

/** Is told how each call ended, for metrics. Thread-safe. */
@FunctionalInterface
interface TokenFetches {

  /** What was asked for. */
  enum Kind {
    SERVICE_TOKEN,
    DOWNLOAD_TOKEN
  }

  /** How it ended. */
  enum Outcome {
    SUCCESS,
    UNAUTHORIZED,
    REFUSED,
    UNREACHABLE,
    UNUSABLE,
    CANCELLED;

    static Outcome of(FetchFailure failure) {
      return switch (failure) {
        case FetchFailure.Unauthorized _ -> UNAUTHORIZED;
        case FetchFailure.Refused _ -> REFUSED;
        case FetchFailure.Unreachable _ -> UNREACHABLE;
        case FetchFailure.Unusable _ -> UNUSABLE;
      };
    }
  }

  /** One call ended, its further attempts included. */
  void ended(String client, Kind kind, Outcome outcome);
}
