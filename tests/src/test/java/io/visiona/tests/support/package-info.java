/** Servers, agents and people for the tests of this module. */
@NullMarked
package io.visiona.tests.support;

import org.jspecify.annotations.NullMarked;
