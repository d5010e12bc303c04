package io.visiona.api.models.converter;

import io.visiona.api.models.converter.ConverterException.Kind;
import io.visiona.api.models.converter.HttpCalls.Response;
import io.visiona.shared.coding.CachedJson;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/** The converter over HTTP; {@code docs/converter.md} is the contract. Thread-safe. */
public final class HttpConverter implements Converter {
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final HttpCalls calls;
  private final String base;
  private final Duration timeout;

  public HttpConverter(HttpCalls calls, URI url, Duration timeout) {
    this.calls = calls;
    this.base = url.toString().replaceAll("/+$", "");
    this.timeout = timeout;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public JobResponse job(String jobId) throws ConverterException {
    String what = "GET job";
    Response answer = calls.within(timeout, what, new HttpGet(base + "/jobs/" + jobId));
    if (isAbsent(answer.status())) {
      return new JobResponse.Unknown();
    }
    return JobResponseReader.job(successful(what, answer));
  }

  @Override
  public void delete(String jobId) throws ConverterException {
    String what = "DELETE job";
    Response answer = calls.within(timeout, what, new HttpDelete(base + "/jobs/" + jobId));
    if (!isAbsent(answer.status())) {
      successful(what, answer);
    }
  }

  @Override
  public String promote(String jobId, String targetKey) throws ConverterException {
    String what = "POST promote";
    HttpPost post = new HttpPost(base + "/jobs/" + jobId + "/promote");
    String body =
        CachedJson.createObjectBuilder().add("target_object_key", targetKey).build().toString();
    post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    Response answer = calls.within(timeout, what, post);
    if (isAbsent(answer.status())) {
      throw new ConverterException(Kind.GONE, what + ": status " + answer.status());
    }
    return JobResponseReader.targetKey(successful(what, answer));
  }

  /**
   * {@code POST {converter}/jobs} with a file that is still arriving. It has no deadline of its
   * own: {@code upload.abort()} ends it, and then what was sent has no end, so that the converter
   * can take no part for the whole.
   *
   * @return the id of the job
   */
  public String submit(Submission submission) throws ConverterException {
    String what = "POST jobs";
    HttpPost post = new HttpPost(base + "/jobs");
    post.setConfig(
        RequestConfig.custom()
            .setExpectContinueEnabled(true)
            .setConnectionRequestTimeout(Timeout.of(timeout))
            .setResponseTimeout(Timeout.of(timeout))
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .build());
    post.setEntity(submission);
    submission.abortable(post::abort);
    return JobResponseReader.jobId(successful(what, calls.exchange(what, post)));
  }

  private static boolean isAbsent(int status) {
    return status == NOT_FOUND || status == GONE;
  }

  private static String successful(String what, Response answer) throws ConverterException {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return answer.body();
    }
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.UNAUTHORIZED;
          case 400, 413, 415, 422 -> Kind.REFUSED;
          case 429 -> Kind.UNAVAILABLE;
          default -> status >= 500 ? Kind.UNAVAILABLE : Kind.BAD_ANSWER;
        };
    throw new ConverterException(kind, what + ": status " + status);
  }
}
