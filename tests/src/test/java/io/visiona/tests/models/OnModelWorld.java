package io.visiona.tests.models;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * For tests on the one world of models of the run ({@link ModelWorld}), one class at a time: they
 * change what the file server answers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ModelWorld.Shared.class)
@ResourceLock("model world")
@interface OnModelWorld {}
