package io.visiona.api.models.conversions;

import java.util.UUID;

/**
 * Something that is due and was taken for this server.
 *
 * @param conversion whose
 * @param lease token by which the outcome may be written
 * @param jobId the converter's id
 * @param abandoned the job is to be deleted; otherwise it is asked about
 * @param attempts questions in a row that the converter did not answer
 */
record Task(UUID conversion, UUID lease, String jobId, boolean abandoned, int attempts) {}
