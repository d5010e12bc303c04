package io.visiona.api.models.converter;

import java.time.Duration;

/**
 * What is asked of the converter once it has a job. Each call ends within the configured time-out.
 * Thread-safe.
 */
public interface Converter {

  /** {@code GET {converter}/jobs/{id}}. */
  JobResponse job(String jobId) throws ConverterException;

  /** {@code DELETE {converter}/jobs/{id}}; a job that is not there is as good as deleted. */
  void delete(String jobId) throws ConverterException;

  /**
   * {@code POST {converter}/jobs/{id}/promote}: has the job's result written to the file server.
   * Idempotent.
   *
   * @param targetKey where it is to be
   * @return where it is, by the converter's word, which is not judged here
   */
  String promote(String jobId, String targetKey) throws ConverterException;

  /** The longest a call may take. */
  Duration timeout();
}
