package io.visiona.shared.membercenter;

import org.jspecify.annotations.Nullable;

/**
 * Why a call got nothing, before a policy names it. The texts say status or kind of the failure and
 * nothing of the answer's body.
 */
sealed interface FetchFailure {

  /** What went wrong. */
  String what();

  /** 401 or 403. */
  record Unauthorized(String what) implements FetchFailure {}

  /** Any other 4xx. */
  record Refused(String what) implements FetchFailure {}

  /** 5xx, no connection, no whole answer in time: the only kind that is worth another attempt. */
  record Unreachable(String what, @Nullable Throwable cause) implements FetchFailure {}

  /** An answer that is none: a redirect, too long, no JSON, without a token. */
  record Unusable(String what) implements FetchFailure {}
}
