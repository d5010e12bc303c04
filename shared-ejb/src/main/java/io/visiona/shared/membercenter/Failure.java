package io.visiona.shared.membercenter;

import org.jspecify.annotations.Nullable;

/**
 * Why a call got nothing, before a policy names it. The texts say status or kind of the failure and
 * nothing of the answer's body.
 */
sealed interface Failure {

  /** What went wrong. */
  String what();

  /** 401 or 403. */
  record Unauthorized(String what) implements Failure {}

  /** Any other 4xx. */
  record Refused(String what) implements Failure {}

  /** 5xx, no connection, no whole answer in time: the only kind that is worth another attempt. */
  record Unreachable(String what, @Nullable Throwable cause) implements Failure {}

  /** An answer that is none: a redirect, too long, no JSON, without a token. */
  record Unusable(String what) implements Failure {}
}
