package io.visiona.api.proxy;

import java.util.Locale;

/** Why a request could not be proxied. A policy turns it into an answer. */
public enum ProxyFailure {
  /** There is no way to the upstream now; nothing was sent. */
  NO_LINK,
  /** Where the upstream is cannot be told now; nothing was sent. */
  NO_DIRECTORY,
  /** The upstream is not there; nothing was sent. */
  OFFLINE,
  /** The upstream failed too often lately and is left alone; nothing was sent. */
  CIRCUIT_OPEN,
  /** No more requests fit; nothing was sent. */
  BUSY,
  /** The client has as many requests in progress as it may have; nothing was sent. */
  OWN_SHARE,
  /** The upstream has as much to do as it may; nothing was taken, and it may be tried again. */
  NO_ROOM,
  /** None of those that fit came to an end in time; nothing was sent. */
  QUEUE_TIMEOUT,
  /** The upstream refused the request before it took anything of it. */
  REFUSED,
  /** No connection could be made; nothing was sent. */
  CONNECT,
  /** The connection ended before anybody took the request. */
  NOT_SENT,
  /** The upstream was looked for where it is no more; nothing was taken. */
  MOVED,
  /** Nobody took the request in time. */
  OPEN_TIMEOUT,
  /** No head of a response in time. */
  RESPONSE_TIMEOUT,
  /** What came is not HTTP, ambiguous, too large or not what was asked for. */
  BAD_RESPONSE,
  /** A body made no progress for too long. */
  IDLE_TIMEOUT,
  /** The connection ended before the head of the response. */
  LOST,
  /** The body of the response ended before its end. */
  CUT,
  /** The client's body ended before its end. */
  CLIENT_BODY,
  /** The client sent nothing of its body for too long. */
  CLIENT_TIMEOUT,
  /** The client closed its connection, or its sending side, before there was a response. */
  CLIENT_CLOSED,
  /** What allowed the request has ended meanwhile: see {@link ProxyPolicy#opened}. */
  REVOKED,
  /** The server stops. */
  DRAINING,
  /** A fault of this program; it is in the log. */
  INTERNAL;

  /** As metrics and traces name it. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
