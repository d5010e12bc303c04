@NullMarked
package io.visiona.shared.membercenter;

import org.jspecify.annotations.NullMarked;
