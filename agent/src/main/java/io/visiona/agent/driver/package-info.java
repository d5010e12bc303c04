/** What a driver for devices and cameras has to provide; found with ServiceLoader. */
@NullMarked
package io.visiona.agent.driver;

import org.jspecify.annotations.NullMarked;
