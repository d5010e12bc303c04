@NullMarked
package io.visiona.api.devices;

import org.jspecify.annotations.NullMarked;
