package io.visiona.tests.conversion;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * For tests on the one world of conversions of the run ({@link World}), one class at a time: they
 * change what the converter answers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(World.Shared.class)
@ResourceLock("conversion world")
@interface OnConversionWorld {}
