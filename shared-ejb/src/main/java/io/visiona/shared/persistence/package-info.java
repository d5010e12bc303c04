/** How units of work reach the database, and how secrets are kept in it. */
@NullMarked
package io.visiona.shared.persistence;

import org.jspecify.annotations.NullMarked;
