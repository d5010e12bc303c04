package io.visiona.agent.media;

import io.visiona.agent.driver.CameraFrame;
import io.visiona.agent.driver.CameraId;
import io.visiona.agent.driver.DriverException;
import io.visiona.agent.driver.FrameSource;
import io.visiona.agent.error.AgentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;

/** A camera on the network that sends JPEG pictures over HTTP. Made for one run. */
final class HttpPictures implements FrameSource {
  private static final int MOST_PICTURE_BYTES = 8 << 20;
  private static final Timeout CONNECT = Timeout.of(5, TimeUnit.SECONDS);
  private static final Timeout SILENCE = Timeout.of(10, TimeUnit.SECONDS);

  private final CameraId camera;
  private final Clock clock;
  private final CloseableHttpClient client;
  private final ClassicHttpResponse response;
  private final JpegScanner scanner;
  private long number;

  private HttpPictures(
      CameraId camera,
      Clock clock,
      CloseableHttpClient client,
      ClassicHttpResponse response,
      JpegScanner scanner) {
    this.camera = camera;
    this.clock = clock;
    this.client = client;
    this.response = response;
    this.scanner = scanner;
  }

  static HttpPictures open(CameraId camera, URI url, UrlGuard guard, Clock clock)
      throws IOException {
    CloseableHttpClient client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(guard)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(SILENCE)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom().setResponseTimeout(SILENCE).setMaxRedirects(3).build())
            .build();
    try {
      HttpGet request = new HttpGet(bare(url));
      String user = url.getUserInfo();
      if (user != null) {
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        request.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
      }
      ClassicHttpResponse response = client.executeOpen(null, request, null);
      if (response.getCode() != 200 || response.getEntity() == null) {
        throw new IOException("the camera answered " + response.getCode());
      }
      BufferedInputStream in = new BufferedInputStream(response.getEntity().getContent());
      return new HttpPictures(
          camera, clock, client, response, new JpegScanner(in, MOST_PICTURE_BYTES));
    } catch (IOException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /** The URL without user and password. */
  private static URI bare(URI url) {
    String text = url.toString();
    String user = url.getRawUserInfo();
    return user == null ? url : URI.create(text.replace(user + "@", ""));
  }

  @Override
  public CameraFrame next() throws DriverException {
    try {
      byte[] picture = scanner.next();
      if (picture != null) {
        number++;
        return new PictureFrame(
            camera, number, clock.instant().truncatedTo(ChronoUnit.MILLIS), Pictures.read(picture));
      }
    } catch (IOException | AgentException e) {
      throw new DriverException(
          DriverException.Code.OTHER, "SOURCE", "The camera's stream broke off.", true);
    }
    throw new DriverException(
        DriverException.Code.OTHER, "SOURCE", "The camera's stream ended.", true);
  }

  @Override
  public void close() {
    try {
      // The client first: closing an endless answer would read it to its end.
      client.close();
      response.close();
    } catch (IOException e) {
      System.getLogger(HttpPictures.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a camera: {0}", e.getMessage());
    }
  }
}
