/** Whom clients believe. */
@NullMarked
package io.noisystudent.contracts.tls;

import org.jspecify.annotations.NullMarked;
