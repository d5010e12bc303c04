package io.visiona.launch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** The one question that is asked before anything else runs: does it answer. */
public final class HttpProbe {
  private static final int LIMIT_MILLIS = 2_000;

  private HttpProbe() {}

  /** The status of a GET, or -1 when there is no answer within 2 s. */
  public static int status(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try {
        return connection.getResponseCode();
      } finally {
        connection.disconnect();
      }
    } catch (IOException noAnswer) {
      return -1;
    }
  }
}
