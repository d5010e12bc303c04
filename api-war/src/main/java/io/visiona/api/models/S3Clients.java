package io.visiona.api.models;

import io.visiona.shared.tls.TlsConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.metrics.MetricPublisher;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3. */
final class S3Clients {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private S3Clients() {}

  /** A client to be closed; it asks for nothing yet. */
  static S3Client of(S3Config config, TlsConfig tls, MetricPublisher metrics) {
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(config.region()))
            .credentialsProvider(credentials(config))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(shorter(CONNECT, config.timeout()))
                    .socketTimeout(config.timeout())
                    .tlsTrustManagersProvider(() -> trusted(tls)))
            .overrideConfiguration(calls ->
                calls
                    .apiCallTimeout(config.timeout())
                    .apiCallAttemptTimeout(config.timeout())
                    .addMetricPublisher(metrics))
            // Content-MD5 is understood everywhere, the SDK's trailing checksums are not.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(service ->
                service.pathStyleAccessEnabled(config.pathStyle()).chunkedEncodingEnabled(false));
    config.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static AwsCredentialsProvider credentials(S3Config config) {
    return config.accessKey().isEmpty()
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(config.accessKey().value(), config.secretKey().value()));
  }

  private static TrustManager[] trusted(TlsConfig tls) {
    try {
      return List.<TrustManager>of(tls.trusted()).toArray(TrustManager[]::new);
    } catch (IOException unusable) {
      throw new StorageException("The key store cannot be read", unusable);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
