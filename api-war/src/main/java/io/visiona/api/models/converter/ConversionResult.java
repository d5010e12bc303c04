package io.visiona.api.models.converter;

/**
 * The file that came of a conversion, as the converter describes it.
 *
 * @param size in bytes, at least 1
 * @param sha256 64 lower-case hexadecimal digits
 */
public record ConversionResult(long size, String sha256) {}
