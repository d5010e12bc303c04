package io.visiona.agent.target;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS with a target. One on another machine must show a certificate that this JVM trusts, for the
 * name it is called by. On a loopback address any will do: servers there mostly have one that they
 * made themselves, and nothing but this machine is between.
 */
final class TargetTls {
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private TargetTls() {}

  static SSLSocket over(Socket socket, TargetAddress target) throws IOException {
    boolean near = socket.getInetAddress().isLoopbackAddress();
    SSLSocket tls =
        (SSLSocket)
            context(near)
                .getSocketFactory()
                .createSocket(socket, target.host(), target.port(), true);
    if (!near) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.setSSLParameters(parameters);
    }
    socket.setSoTimeout(Math.toIntExact(HANDSHAKE.toMillis()));
    tls.startHandshake();
    socket.setSoTimeout(0);
    return tls;
  }

  private static SSLContext context(boolean near) throws IOException {
    try {
      if (!near) {
        return SSLContext.getDefault();
      }
      SSLContext any = SSLContext.getInstance("TLS");
      any.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
      return any;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS", e);
    }
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
