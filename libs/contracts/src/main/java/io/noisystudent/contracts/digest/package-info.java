/** Digests of bytes and files. */
@NullMarked
package io.noisystudent.contracts.digest;

import org.jspecify.annotations.NullMarked;
