/** Events to bytes and back. */
@NullMarked
package io.noisystudent.contracts.codec;

import org.jspecify.annotations.NullMarked;
