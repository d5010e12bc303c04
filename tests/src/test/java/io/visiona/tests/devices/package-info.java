/** The table of devices, end to end. */
@NullMarked
package io.visiona.tests.devices;

import org.jspecify.annotations.NullMarked;
